import type { IqHandler } from '../context.ts';
import type { Feature } from '../feature.ts';
import { NS } from '../wire/namespaces.ts';

const done: IqHandler = () => undefined;
const KEY = `set ${NS.session} session` as const;

/** RFC 3921 3: older clients ask for what binding already gave them. */
export const sessionRequest: Feature = { iq: { self: { [KEY]: done }, server: { [KEY]: done } } };
