import type { Bare } from '../lib/address.ts';

/**
 * Why the core declined. A reason is as precise as the pickiest wire needs; each wire spells all of them through a
 * `Record<Reason, ...>`, so the compiler demands both spellings of every reason (SEMANTICS 9).
 */
export const reasons = [
  'no-such-room',
  'no-such-account',
  'no-such-nickname',
  'room-name-invalid',
  'nickname-invalid',
  'nickname-in-use',
  'nickname-locked',
  'display-name-invalid',
  'not-joined',
  'not-in-room',
  'already-joined',
  'outside-message',
  'banned',
  'members-only',
  'bad-room-key',
  'room-full',
  'account-required',
  'no-voice',
  'no-rights',
  'too-many-values',
  'subject-locked',
  'last-owner',
  'may-not-create',
  'too-many-rooms',
  'bad-setting',
  'list-full',
  'quota-exceeded',
  'room-exists',
  'room-renamed',
  'knock-open',
  'knock-again',
  'empty-message',
  'too-long',
  'rate-limited',
  'storage-away',
  'no-such-message',
  'history-forbidden',
  'redact-forbidden',
  'redact-expired',
  'edit-forbidden',
  'edit-expired',
  'reaction-invalid',
  'too-many-reactions',
  'too-many-marks',
  'remote-unreachable',
  'login-failed',
  'login-throttled',
  'account-locked',
  'account-unverified',
  'account-exists',
  'account-name-invalid',
  'weak-password',
  'password-unacceptable',
  'code-invalid',
  'certificate-invalid',
  'certificate-taken',
  'no-such-certificate',
  'too-many-certificates',
  'no-such-session',
  'email-invalid',
  'email-unacceptable',
  'registration-closed',
  'too-many-sessions',
  'not-authorized',
  'operators-only',
  'blocks-full',
  'no-requests',
  'server-banned',
  'right-missing',
  'unsupported',
  'server-busy',
] as const;

export type Reason = (typeof reasons)[number];

export interface Refusal {
  readonly reason: Reason;
  /** What was declined: a room's or person's name as the asker spelt it. */
  readonly about?: string;
  /** Seconds after which asking again may succeed. */
  readonly retryAfter?: number;
  /** The room that is entered instead, where there is one (IRC +f). */
  readonly instead?: Bare;
  /** A sentence for people where the reason alone does not tell what to do. */
  readonly text?: string;
}

export function refuse(reason: Reason, about?: string, more?: Pick<Refusal, 'retryAfter' | 'text'>): Refusal {
  return about === undefined ? { reason, ...more } : { reason, about, ...more };
}

/**
 * "Not yet": the operation did nothing, because messages staged before it are not committed or something is being loaded.
 * Call it again, as it was, when told (ARCHITECTURE 4). Whoever asked does nothing else for that session meanwhile.
 */
export class Later {
  /** Sets what to call, once, when asking again makes sense. */
  readonly subscribe: (resume: () => void) => void;

  constructor(subscribe: (resume: () => void) => void) {
    this.subscribe = subscribe;
  }
}

/** What a core operation gives back: nothing when it was done. */
export type Outcome = Refusal | Later | undefined;

export function isRefusal(outcome: unknown): outcome is Refusal {
  return typeof outcome === 'object' && outcome !== null && 'reason' in outcome;
}
