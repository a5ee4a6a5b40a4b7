import type { RosterContact, SubscriptionEvent } from '../contact-event.ts';

export type SubscriptionAct = SubscriptionEvent['act'];

/** The nine states of RFC 6121 A.1, as one side's server keeps them. `o` and `i`: a request of ours or theirs waits. */
export const subscriptionStates = ['N', 'N+o', 'N+i', 'N+oi', 'T', 'T+i', 'F', 'F+o', 'B'] as const;
export type SubscriptionState = (typeof subscriptionStates)[number];

/** Is the act passed on (outbound: routed; inbound: delivered), and what is the state then? */
export interface Transition {
  readonly passes: boolean;
  readonly next: SubscriptionState;
}

type Table = Readonly<Record<SubscriptionAct, string>>;

// One column a state, in the order of `subscriptionStates`: the next state, `!` where the act is passed on.
// N None, T To, F From, B Both; +o Pending Out, +i Pending In.

/** RFC 6121 A.2: what the own user does. Pre-approval (3.4) is not in the tables. */
const outboundTable: Table = {
  // state:        N     N+o   N+i    N+oi   T    T+i   F     F+o   B
  subscribe: '     N+o!  N+o!  N+oi!  N+oi!  T!   T+i!  F+o!  F+o!  B!',
  unsubscribe: '   N!    N!    N+i!   N+i!   N!   N+i!  F!    F!    F!',
  subscribed: '    N     N+o   F!     F+o!   T    B!    F     F+o   B',
  unsubscribed: '  N     N+o   N!     N+o!   T    T!    N!    N+o!  T!',
};

/** RFC 6121 A.3: what the contact did. */
const inboundTable: Table = {
  // state:        N     N+o    N+i   N+oi   T     T+i   F    F+o   B
  subscribe: '     N+i!  N+oi!  N+i   N+oi   T+i!  T+i   F    F+o   B',
  unsubscribe: '   N     N+o    N!    N+o!   T     T!    N!   N+o!  T!',
  subscribed: '    N     T!     N+i   T+i!   T     T+i   F    B!    B',
  unsubscribed: '  N     N!     N+i   N+i!   N!    N+i!  F    F!    F!',
};

const outboundRows = parse(outboundTable);
const inboundRows = parse(inboundTable);

export function outbound(act: SubscriptionAct, state: SubscriptionState): Transition {
  return outboundRows[act][state];
}

export function inbound(act: SubscriptionAct, state: SubscriptionState): Transition {
  return inboundRows[act][state];
}

type Standing = Pick<RosterContact, 'subscription' | 'pendingOut' | 'pendingIn'>;

const letters = { none: 'N', remove: 'N', to: 'T', from: 'F', both: 'B' } as const;
const words = { N: 'none', T: 'to', F: 'from', B: 'both' } as const;

/** Of a contact, or of somebody who is none. Requests that cannot be (asking for what one has) count as not made. */
export function stateOf(contact: Standing | undefined): SubscriptionState {
  if (!contact) return 'N';
  const letter = letters[contact.subscription];
  const out = contact.pendingOut && (letter === 'N' || letter === 'F') ? 'o' : '';
  const into = contact.pendingIn && (letter === 'N' || letter === 'T') ? 'i' : '';
  return (out + into === '' ? letter : `${letter}+${out}${into}`) as SubscriptionState;
}

export function standingIn(state: SubscriptionState): Standing {
  return {
    subscription: words[state.charAt(0) as keyof typeof words],
    pendingOut: state.includes('o'),
    pendingIn: state.includes('i'),
  };
}

/** Does the contact see our presence? */
export function isFrom(state: SubscriptionState): boolean {
  return state.startsWith('F') || state === 'B';
}

/** Do we see the contact's? */
export function isTo(state: SubscriptionState): boolean {
  return state.startsWith('T') || state === 'B';
}

type Rows = Record<SubscriptionAct, Record<SubscriptionState, Transition>>;

function parse(table: Table): Rows {
  const rows = Object.entries(table).map(([act, row]) => {
    const cells = row.trim().split(/ +/);
    const transitions = subscriptionStates.map((state, i) => {
      const cell = cells[i] as string;
      return [state, { passes: cell.endsWith('!'), next: cell.replace('!', '') as SubscriptionState }];
    });
    return [act, Object.fromEntries(transitions)];
  });
  return Object.fromEntries(rows) as Rows;
}
