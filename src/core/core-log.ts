/** Fields first, then a short constant sentence. Never bodies, never credentials. */
export interface CoreLog {
  /** Is it worth preparing fields for `debug`? */
  isDebug(): boolean;
  /** Shapes of lines and stanzas, never what they say. */
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}
