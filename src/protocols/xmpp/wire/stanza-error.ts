import { Element, xml, type Child } from './stanza.ts';
import { NS } from './namespaces.ts';

/** RFC 6120 8.3.3, with the type each condition usually has. */
const usualType = {
  'bad-request': 'modify',
  conflict: 'cancel',
  'feature-not-implemented': 'cancel',
  forbidden: 'auth',
  gone: 'cancel',
  'internal-server-error': 'cancel',
  'item-not-found': 'cancel',
  'jid-malformed': 'modify',
  'not-acceptable': 'modify',
  'not-allowed': 'cancel',
  'not-authorized': 'auth',
  'policy-violation': 'modify',
  'recipient-unavailable': 'wait',
  redirect: 'modify',
  'registration-required': 'auth',
  'remote-server-not-found': 'cancel',
  'remote-server-timeout': 'wait',
  'resource-constraint': 'wait',
  'service-unavailable': 'cancel',
  'subscription-required': 'auth',
  'undefined-condition': 'cancel',
  'unexpected-request': 'wait',
} as const;

export type Condition = keyof typeof usualType;
export type ErrorType = 'auth' | 'cancel' | 'continue' | 'modify' | 'wait';

/** What a handler gives back to have a stanza answered with an error (RFC 6120 8.3). */
export class StanzaError {
  readonly condition: Condition;
  readonly type: ErrorType;
  readonly text: string | undefined;
  /** Application-specific condition, and the content of the condition itself (`gone`, `redirect`). */
  readonly specific: Element | undefined;
  readonly content: string | undefined;

  constructor(condition: Condition, more: Partial<Pick<StanzaError, 'type' | 'text' | 'specific' | 'content'>> = {}) {
    this.condition = condition;
    this.type = more.type ?? usualType[condition];
    this.text = more.text;
    this.specific = more.specific;
    this.content = more.content;
  }
}

/** Short for `new StanzaError`. */
export function stanzaError(condition: Condition, text?: string, type?: ErrorType): StanzaError {
  return new StanzaError(condition, { ...(text !== undefined && { text }), ...(type && { type }) });
}

/** The `<error/>` child. */
export function errorElement(error: StanzaError, by?: string): Element {
  const children: Child[] = [xml(error.condition, { xmlns: NS.stanzaErrors }, error.content)];
  if (error.text !== undefined) children.push(xml('text', { xmlns: NS.stanzaErrors, 'xml:lang': 'en' }, error.text));
  children.push(error.specific);
  return xml('error', { type: error.type, by }, ...children);
}
