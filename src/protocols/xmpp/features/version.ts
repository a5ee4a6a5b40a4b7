import type { IqHandler } from '../context.ts';
import type { Feature } from '../feature.ts';
import { NS } from '../wire/namespaces.ts';
import { xml } from '../wire/stanza.ts';

/** XEP-0092. The operating system is nobody's business (8). */
const answer: IqHandler = ({ context }) => {
  const { name, version: number } = context.config.software;
  return xml('query', { xmlns: NS.version }, xml('name', undefined, name), xml('version', undefined, number));
};

export const version: Feature = {
  advertises: { server: [NS.version] },
  iq: { server: { [`get ${NS.version} query`]: answer } },
};
