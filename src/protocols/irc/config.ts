import type { Rate } from '../../lib/bucket.ts';

/** IRCv3 sts. */
export interface StsPolicy {
  /** Where TLS is to be had. */
  readonly port: number;
  /** Seconds that clients remember it; 0 has them forget it. */
  readonly seconds: number;
  /** Host names it holds for, lower case. */
  readonly names: ReadonlySet<string>;
}

/** What the IRC side needs of the settings; replaced as a whole on reload. */
export interface IrcConfig {
  /** Source of the server's own lines: a host name. */
  readonly serverName: string;
  /** 005 NETWORK. */
  readonly network: string;
  readonly version: string;
  /** Lines of the message of the day; none: 422. */
  readonly motd: readonly string[];
  /** 005 draft/ICON; empty: none. */
  readonly icon?: string | undefined;
  /** Does this PASS let a client in? Undefined where none is asked for. */
  readonly checkPassword?: ((given: string) => Promise<boolean>) | undefined;
  /** May an account be registered before the connection is (account-registration, `before-connect`)? */
  readonly registersBeforeConnect: boolean;
  /** No account password in clear except from loopback. */
  readonly requireTls: boolean;
  /** Where files are uploaded to (005 FILEHOST); undefined where nowhere. */
  readonly fileHost?: string | undefined;
  /** Clients are to come over TLS only; undefined where nothing is said of it. */
  readonly sts?: StsPolicy | undefined;
  /** Trusted proxies may say whom they speak for: PROXY and WEBIRC. */
  readonly takesProxies?: boolean;
  /** Is this the password of a WEBIRC gateway? Undefined where none is asked for. */
  readonly checkGateway?: ((given: string) => Promise<boolean>) | undefined;
  /** Nobody who comes over an onion service is a guest. */
  readonly onionNeedsAccount?: boolean;
  /** Commands at once and per second and session; false switches the limit off. */
  readonly flood: Rate | false;
  /** User modes that a session starts with, as `+iR`; empty for none. */
  readonly userModes: string;
  /** Bytes and lines of one multiline message. */
  readonly multiline: { readonly bytes: number; readonly lines: number };
  /** Characters that mark the nick of a relay's user; none: no RELAYMSG. */
  readonly relaySeparators: string;
  /** Are NPC, NPCA and SCENE served? */
  readonly roleplay: boolean;
  /** 005 CLIENTTAGDENY: client-only tags that are not passed on, without their `+`; `*` all but those with `-`. */
  readonly deniedTags: readonly string[];
  /** Lines replayed per conversation to clients without history of their own. */
  readonly replay: number;
  /** Most lines of one request to `*playback`. */
  readonly playback: number;
  /** Who answers for this server, for ADMIN. */
  readonly admin?: string | undefined;
}

/** Names that IRC may carry but the core does not bound. */
export const irc = {
  /** Bytes of a channel's name, `#` included (005 CHANNELLEN). */
  channelLength: 200,
  /** Targets of one PRIVMSG, NOTICE, TAGMSG (005 TARGMAX). */
  messageTargets: 4,
  /** Channels of one JOIN, PART, NAMES and nicks of one KICK, WHOIS. */
  manyTargets: 10,
  /** Parameter-taking modes of one MODE (005 MODES). */
  modes: 20,
  /** Lines of an unregistered connection (RELIABILITY I-08). */
  linesToRegister: 64,
  /** Bytes of input that wait for a parked session before its connection is paused. */
  heldInput: 16 * 1024,
  /** Bytes of queue at which bulk output makes a pause; below the transport's soft limit. */
  bulkQueue: 48 * 1024,
  /** Milliseconds until bulk output looks again whether a slow reader has read. */
  bulkPause: 100,
  /** People that a mask in WHO finds at most. */
  whoMatches: 1000,
  /** Tokens that looking through all rooms or all people costs beyond the line (RELIABILITY L-04). */
  searchCost: 8,
  /** Lines of one slice of bulk output. */
  slice: 64,
  /** Rows of history read at once for a replay. */
  replayPage: 100,
  /** Correspondents whose messages are replayed. */
  replayPeers: 128,
  /** Seconds of commands that wait for tokens; more are refused (SEMANTICS 10). */
  backlogSeconds: 10,
} as const;
