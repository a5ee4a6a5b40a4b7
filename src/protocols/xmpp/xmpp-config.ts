import type { Rate } from '../../lib/bucket.ts';

/** What the XMPP wire needs to know beside `core.config`; composed from the config file by main. Replaced as a whole on reload. */
export interface XmppConfig {
  /** For 0092 and the server's identity. */
  readonly software: { readonly name: string; readonly version: string };
  /** STARTTLS can be offered (a certificate is loaded). */
  readonly tls: boolean;
  /** No login in clear, except from loopback (`tls.require`). */
  readonly requireTls: boolean;
  readonly limits: {
    /** Bytes of one stanza (or stream header) before and after login. */
    readonly earlyStanza: number;
    readonly stanza: number;
    /** Failed logins on one connection. */
    readonly logins: number;
    /** Bytes a client may send: `undefined` switches the limit off. Over it the connection is read more slowly. */
    readonly bytes: Rate | undefined;
    /** Bytes of one stored value (vCard, private XML). */
    readonly blob: number;
  };
  readonly resumption: {
    /** Seconds a session survives its connection (XEP-0198 `max`); 0 switches resumption off. */
    readonly seconds: number;
    /** Stanzas and bytes kept for one session until it acknowledges them. */
    readonly stanzas: number;
    readonly bytes: number;
  };
}

export const xmppDefaults: Omit<XmppConfig, 'software'> = {
  tls: true,
  requireTls: true,
  limits: {
    earlyStanza: 10 * 1024,
    stanza: 256 * 1024,
    logins: 5,
    bytes: { burst: 1024 * 1024, perSecond: 128 * 1024 },
    blob: 128 * 1024,
  },
  resumption: { seconds: 600, stanzas: 20_000, bytes: 2 * 1024 * 1024 },
};
