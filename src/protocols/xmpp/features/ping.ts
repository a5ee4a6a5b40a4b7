import type { IqHandler } from '../context.ts';
import type { Feature } from '../feature.ts';
import { NS } from '../wire/namespaces.ts';

const pong: IqHandler = () => undefined;
const KEY = `get ${NS.ping} ping` as const;

/** XEP-0199: the server, and on behalf of accounts their own (4.1, 4.2). */
export const ping: Feature = {
  advertises: { server: [NS.ping], self: [NS.ping] },
  iq: { server: { [KEY]: pong }, self: { [KEY]: pong } },
};
