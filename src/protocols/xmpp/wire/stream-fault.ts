/** RFC 6120 4.9.3: those that this server uses. */
export type StreamCondition =
  | 'bad-format'
  | 'bad-namespace-prefix'
  | 'conflict'
  | 'connection-timeout'
  | 'host-unknown'
  | 'improper-addressing'
  | 'internal-server-error'
  | 'invalid-from'
  | 'invalid-namespace'
  | 'invalid-xml'
  | 'not-authorized'
  | 'not-well-formed'
  | 'policy-violation'
  | 'reset'
  | 'resource-constraint'
  | 'restricted-xml'
  | 'system-shutdown'
  | 'undefined-condition'
  | 'unsupported-encoding'
  | 'unsupported-stanza-type'
  | 'unsupported-version';

/** The peer broke a rule of the stream, or a limit: it is told once and the stream ends (RFC 6120 4.9). */
export class StreamFault extends Error {
  readonly condition: StreamCondition;
  /** An application-specific child, serialised. */
  readonly specific: string;

  constructor(condition: StreamCondition, text = '', specific = '') {
    super(text);
    this.condition = condition;
    this.specific = specific;
  }
}
