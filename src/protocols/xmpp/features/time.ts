import type { IqHandler } from '../context.ts';
import type { Feature } from '../feature.ts';
import { NS } from '../wire/namespaces.ts';
import { xml } from '../wire/stanza.ts';

/** XEP-0202. */
const answer: IqHandler = ({ context }) => {
  const utc = new Date(context.core.clock.now()).toISOString();
  return xml('time', { xmlns: NS.time }, xml('tzo', undefined, 'Z'), xml('utc', undefined, utc));
};

export const time: Feature = {
  advertises: { server: [NS.time] },
  iq: { server: { [`get ${NS.time} time`]: answer } },
};
