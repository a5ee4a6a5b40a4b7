/** A ratio worth printing, with the floor of the first releases and the goal. They inform; nothing fails. */
export type Goal = {
  readonly figure: string;
  /** A server, another figure of ours, `bare` (the same work without a chat server), or `limit` (KB or ms, at most). */
  readonly against: string;
  readonly floor?: number;
  readonly goal?: number;
};

/** Goals of the product; a pair of figure and server without a goal is printed as a plain ratio. */
export const goals: readonly Goal[] = [
  { figure: 'irc-fanout', against: 'reference', floor: 0.4, goal: 0.65 },
  { figure: 'irc-fanout', against: 'ergo', floor: 10, goal: 15 },
  { figure: 'irc-fanout', against: 'ngircd', floor: 1 },
  { figure: 'irc-fanout', against: 'inspircd', goal: 1 },
  { figure: 'irc-fanout-1', against: 'reference', floor: 0.6, goal: 0.75 },
  { figure: 'irc-fanout-1', against: 'ergo', floor: 0.9, goal: 1 },
  { figure: 'irc-fanout-history', against: 'irc-fanout', floor: 0.7, goal: 0.9 },
  { figure: 'muc-fanout', against: 'ejabberd', floor: 20, goal: 40 },
  { figure: 'muc-fanout', against: 'prosody', floor: 20, goal: 40 },
  { figure: 'mixed-fanout', against: 'irc-fanout', floor: 0.5, goal: 0.7 },
  { figure: 'irc-direct', against: 'ergo', floor: 0.75, goal: 1 },
  { figure: 'xmpp-direct', against: 'ejabberd', floor: 1.5, goal: 2.2 },
  { figure: 'irc-connects', against: 'ergo', floor: 2, goal: 3 },
  { figure: 'xmpp-connects', against: 'ejabberd', floor: 1.5, goal: 2.5 },
  { figure: 'irc-idle', against: 'limit', floor: 8, goal: 6 },
  { figure: 'xmpp-idle', against: 'limit', floor: 12, goal: 8 },
  { figure: 'tls-idle', against: 'limit', floor: 40, goal: 36 },
  { figure: 'xmpp-tls-idle', against: 'limit', floor: 40, goal: 36 },
  { figure: 'history-rows', against: 'bare', floor: 0.4, goal: 0.7 },
  { figure: 'irc-pages', against: 'bare', floor: 1 / 3, goal: 1 / 1.5 },
  { figure: 'xmpp-pages', against: 'bare', floor: 1 / 3, goal: 1 / 1.5 },
  ...['irc-catch-up-1', 'irc-catch-up-8', 'irc-replay-1', 'irc-replay-8', 'irc-playback-8'].map((figure): Goal => ({
    figure,
    against: 'limit',
    goal: 50,
  })),
];
