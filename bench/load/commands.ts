/** The two wires a generator speaks. */
export type Wire = 'irc' | 'xmpp';

/** Where and how a group of connections reaches the server. */
export type Target = {
  readonly wire: Wire;
  readonly port: number;
  readonly tls: boolean;
  /** XMPP domain; rooms live at `rooms.<domain>`. */
  readonly domain: string;
};

/** Processes whose CPU time a measurement attributes to the server and to its database. */
export type Pids = { readonly server: readonly number[]; readonly database: readonly number[] };

/** Members of a group that speak in `talk`. */
export type Speakers = { readonly group: string; readonly count: number };

/** Registers `count` connections, numbered from `first`, and keeps them as `group`. */
export type Open = {
  readonly op: 'open';
  readonly group: string;
  readonly target: Target;
  readonly count: number;
  readonly first: number;
  readonly inFlight: number;
  /** Accounts there are: later connections are further sessions of the same ones. */
  readonly accounts: number;
  /** Create the account in band first (XEP-0077); XMPP only. */
  readonly register: boolean;
};

/** Every connection of the group enters the room; with `pairs`, two and two enter a room of their own. */
export type Join = {
  readonly op: 'join';
  readonly group: string;
  readonly room: string;
  readonly pairs: boolean;
  readonly inFlight: number;
};

/** Messages into one room that all groups are in, `window` of them in flight, for `seconds`, then drained. */
export type Talk = {
  readonly op: 'talk';
  readonly room: string;
  readonly speakers: readonly Speakers[];
  readonly window: number;
  readonly seconds: number;
  readonly body: number;
  readonly pids: Pids;
};

/**
 * Even members of the group write to the odd member behind them, each `window` in flight, for `seconds`: directly, or
 * into the room of the pair when `room` is given.
 */
export type Direct = {
  readonly op: 'direct';
  readonly group: string;
  readonly room: string | undefined;
  readonly window: number;
  readonly seconds: number;
  readonly body: number;
  readonly pids: Pids;
};

/** Registers and drops connections as fast as `inFlight` of them go, for `seconds`. */
export type Churn = {
  readonly op: 'churn';
  readonly target: Target;
  readonly accounts: number;
  readonly inFlight: number;
  readonly seconds: number;
  readonly pids: Pids;
};

/** Each connection of the group walks the room's history backwards, a page of `size` at a time, for `seconds`. */
export type Pages = {
  readonly op: 'pages';
  readonly group: string;
  readonly room: string;
  readonly size: number;
  readonly seconds: number;
  readonly pids: Pids;
};

/** Has the group's IRC connections negotiate what history pages need. */
export type PreparePages = { readonly op: 'prepare-pages'; readonly group: string };

/** Accounts, by their numbers, log in, enter the rooms, and go. */
export type Visit = {
  readonly op: 'visit';
  readonly target: Target;
  readonly rooms: readonly string[];
  readonly accounts: readonly number[];
  readonly how: CatchUp['how'];
};

/** Guests, numbered from `first`, say `each` messages in every room. */
export type Day = {
  readonly op: 'day';
  readonly target: Target;
  readonly rooms: readonly string[];
  readonly each: number;
  readonly first: number;
};

/** Accounts come back at the same moment: by pages of CHATHISTORY, unasked, or by `*playback`. */
export type CatchUp = {
  readonly op: 'catch-up';
  readonly target: Target;
  readonly rooms: readonly string[];
  readonly each: number;
  readonly accounts: readonly number[];
  readonly how: 'pages' | 'replay' | 'playback';
  readonly pids: Pids;
};

/** The first two of the group begin to talk, `rate` messages a second, until `end-exchange` tells what each took. */
export type BeginExchange = {
  readonly op: 'exchange';
  readonly group: string;
  readonly room: string;
  readonly rate: number;
};
export type EndExchange = { readonly op: 'end-exchange' };

/** Drops the connections of a group. */
export type Close = { readonly op: 'close'; readonly group: string };

/** What a generator can be asked to do. */
export type Command =
  | Open
  | Join
  | Talk
  | Direct
  | Churn
  | PreparePages
  | Pages
  | Visit
  | Day
  | CatchUp
  | BeginExchange
  | EndExchange
  | Close;

/** What a measuring command answers; see Measurement for the meaning of the fields. */
export type Outcome = {
  readonly amount: number;
  readonly expected: number;
  readonly seconds: number;
  readonly serverCpu: number;
  readonly databaseCpu: number;
  readonly generatorCpu: number;
  /** What each message of an exchange took, in ms. */
  readonly latencies?: readonly number[];
};

/** A command on its way to the generator, and the answer on its way back. */
export type Request = { readonly id: number; readonly command: Command };
export type Answer = {
  readonly id: number;
  readonly outcome?: Outcome | undefined;
  readonly error?: string | undefined;
};
