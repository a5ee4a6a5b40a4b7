import type { Reason, Refusal } from '../../core/refusal.ts';
import { StanzaError, type Condition, type ErrorType } from './wire/stanza-error.ts';

type Spelling = readonly [condition: Condition, type?: ErrorType, text?: string];

/** How each refusal is spelt as a stanza error (SEMANTICS 9; RFC 6120 8.3.3, XEP-0045 7.2). */
export const stanzaErrors: Record<Reason, Spelling> = {
  'no-such-room': ['item-not-found', 'cancel', 'There is no such room.'],
  // The same as for somebody who blocks the sender: nobody learns who has an account.
  'no-such-account': ['service-unavailable'],
  'no-such-nickname': ['item-not-found'],
  'room-name-invalid': ['jid-malformed', 'modify', 'A room cannot be called so.'],
  'nickname-invalid': ['jid-malformed', 'modify', 'A nickname cannot be spelt so.'],
  'nickname-in-use': ['conflict', 'cancel', 'Somebody else has that nickname.'],
  'nickname-locked': ['not-acceptable', 'cancel', 'Your nickname is your account name.'],
  'display-name-invalid': ['not-acceptable', 'modify', 'That name is too long or empty.'],
  'not-joined': ['not-acceptable', 'modify', 'You are not in this room.'],
  'not-in-room': ['item-not-found', 'cancel', 'They are not in this room.'],
  'already-joined': ['conflict', 'cancel', 'They are in this room already.'],
  'outside-message': ['not-acceptable', 'modify', 'Only who is in this room may speak in it.'],
  banned: ['forbidden', 'auth', 'You are banned here.'],
  'members-only': ['registration-required', 'auth', 'Only members may enter this room.'],
  'bad-room-key': ['not-authorized', 'auth', 'This room asks for a password.'],
  'room-full': ['service-unavailable', 'wait', 'This room is full.'],
  'account-required': ['registration-required', 'auth', 'Only people with an account may do this.'],
  'no-voice': ['forbidden', 'auth', 'You have no voice in this room.'],
  'no-rights': ['forbidden', 'auth'],
  'too-many-values': ['resource-constraint', 'wait', 'There are too many values.'],
  'subject-locked': ['forbidden', 'auth', 'Only moderators change the subject of this room.'],
  'last-owner': ['conflict', 'cancel', 'A room keeps at least one owner.'],
  'may-not-create': ['not-allowed', 'cancel', 'You may not make new rooms.'],
  'too-many-rooms': ['resource-constraint', 'wait', 'You are in too many rooms.'],
  'bad-setting': ['bad-request', 'modify'],
  'quota-exceeded': ['resource-constraint', 'wait', 'Your files take all the room you have.'],
  'list-full': ['resource-constraint', 'cancel', 'The list is full.'],
  'room-exists': ['conflict', 'cancel', 'There is a room of that name already.'],
  'room-renamed': ['gone', 'cancel', 'This room is called otherwise now.'],
  'knock-open': ['not-acceptable', 'cancel', 'This room is open: just enter it.'],
  'knock-again': ['resource-constraint', 'wait', 'They have been asked a moment ago.'],
  'empty-message': ['bad-request', 'modify', 'There is nothing in this message.'],
  'too-long': ['policy-violation', 'modify'],
  'rate-limited': ['resource-constraint', 'wait', 'Too much at once.'],
  'storage-away': ['resource-constraint', 'wait'],
  'no-such-message': ['item-not-found'],
  'history-forbidden': ['forbidden', 'auth'],
  'redact-forbidden': ['forbidden', 'auth'],
  'too-many-marks': ['resource-constraint', 'wait'],
  'edit-forbidden': ['forbidden', 'auth'],
  'edit-expired': ['not-allowed', 'cancel', 'That was said too long ago to be corrected.'],
  // XEP-0444 4.3
  'reaction-invalid': ['not-acceptable', 'modify', 'A reaction is one character or a short word.'],
  'too-many-reactions': ['not-acceptable', 'modify', 'These are too many reactions to one message.'],
  'redact-expired': ['not-allowed', 'cancel', 'That was said too long ago to be taken back.'],
  'remote-unreachable': ['remote-server-not-found'],
  'login-failed': ['not-authorized'],
  'login-throttled': ['resource-constraint', 'wait', 'Too many failed logins; wait a moment.'],
  'account-locked': ['forbidden', 'auth', 'This account is locked.'],
  'account-unverified': ['forbidden', 'auth', 'This account waits for its code.'],
  'account-exists': ['conflict', 'cancel', 'That name is taken.'],
  'account-name-invalid': ['not-acceptable', 'modify', 'An account cannot be called so.'],
  'weak-password': ['not-acceptable', 'modify', 'This password is too weak.'],
  'password-unacceptable': ['not-acceptable', 'modify', 'That cannot be a password.'],
  'code-invalid': ['not-acceptable', 'modify', 'That is not the code.'],
  'certificate-invalid': ['not-acceptable', 'modify', 'That is no SHA-256 fingerprint of a certificate.'],
  'certificate-taken': ['conflict', 'cancel', 'That certificate logs in to an account already.'],
  'no-such-certificate': ['item-not-found', 'cancel', 'Your account has no such certificate.'],
  'too-many-certificates': ['resource-constraint', 'wait', 'Your account has too many certificates.'],
  'no-such-session': ['item-not-found', 'cancel', 'You have no such session.'],
  'email-invalid': ['not-acceptable', 'modify', 'That is no address that mail can be sent to.'],
  'email-unacceptable': ['not-acceptable', 'modify', 'That address cannot be used here.'],
  'registration-closed': ['not-allowed', 'cancel', 'Accounts are made by the operator only.'],
  'too-many-sessions': ['resource-constraint', 'wait', 'Too many devices are connected.'],
  'not-authorized': ['not-authorized'],
  'operators-only': ['forbidden', 'auth', 'Only operators may do this.'],
  'server-banned': ['forbidden', 'auth', 'You are banned from this server.'],
  'blocks-full': ['resource-constraint', 'cancel', 'This list is full.'],
  'no-requests': ['not-allowed', 'cancel', 'They want no requests of clients.'],
  'right-missing': ['forbidden', 'auth', 'Your class of operators may not do this.'],
  unsupported: ['feature-not-implemented'],
  'server-busy': ['resource-constraint', 'wait', 'The server is busy; try again in a moment.'],
};

/** A refusal as the error of a stanza. */
export function spell(refusal: Refusal): StanzaError {
  const [condition, type, usual] = stanzaErrors[refusal.reason];
  const text = refusal.text ?? usual;
  return new StanzaError(condition, { ...(type && { type }), ...(text !== undefined && { text }) });
}
