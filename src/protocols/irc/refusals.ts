import type { Reason, Refusal } from '../../core/refusal.ts';
import { Cap } from './capabilities.ts';
import type { Client } from './client.ts';
import { formatLine } from './wire/format.ts';
import { numerics, type Numeric } from './wire/numerics.ts';

/** What a numeric mentions between the client's nick and the text. */
type Mentioned = 'room' | 'who' | 'who-room' | 'room-who' | 'command' | 'nothing';

interface Spelling {
  readonly numeric: Numeric;
  readonly mentions: Mentioned;
  readonly text?: string;
  /** The standard reply's code, for clients that have them. */
  readonly fail?: string;
}

const room = (numeric: Numeric, text?: string): Spelling => ({ numeric, mentions: 'room', ...(text && { text }) });
const who = (numeric: Numeric): Spelling => ({ numeric, mentions: 'who' });
const fail = (code: string, text: string, numeric: Numeric = 'ERR_UNKNOWNERROR'): Spelling => ({
  numeric,
  mentions: 'command',
  text,
  fail: code,
});

/** How each refusal is spelt in IRC (SEMANTICS 9). `Record` makes the compiler demand a line for every new reason. */
export const refusals: Record<Reason, Spelling> = {
  'no-such-room': room('ERR_NOSUCHCHANNEL'),
  'no-such-account': who('ERR_NOSUCHNICK'),
  'no-such-nickname': who('ERR_NOSUCHNICK'),
  'room-name-invalid': room('ERR_BADCHANNAME'),
  'nickname-invalid': who('ERR_ERRONEUSNICKNAME'),
  'nickname-in-use': who('ERR_NICKNAMEINUSE'),
  'nickname-locked': {
    numeric: 'ERR_NONICKCHANGE',
    mentions: 'command',
    text: 'You are logged in: your nick is your account name',
    fail: 'NICK_IS_ACCOUNT',
  },
  'display-name-invalid': fail('INVALID_REALNAME', 'That real name is too long or empty'),
  'not-joined': room('ERR_NOTONCHANNEL'),
  'not-in-room': { numeric: 'ERR_USERNOTINCHANNEL', mentions: 'who-room' },
  'already-joined': { numeric: 'ERR_USERONCHANNEL', mentions: 'who-room' },
  'outside-message': room('ERR_CANNOTSENDTOCHAN', 'Cannot send to channel (+n)'),
  banned: room('ERR_BANNEDFROMCHAN'),
  'members-only': room('ERR_INVITEONLYCHAN'),
  'bad-room-key': room('ERR_BADCHANNELKEY'),
  'room-full': room('ERR_CHANNELISFULL'),
  'account-required': room('ERR_NEEDREGGEDNICK'),
  'no-voice': room('ERR_CANNOTSENDTOCHAN', 'Cannot send to channel (+m)'),
  'no-rights': room('ERR_CHANOPRIVSNEEDED'),
  'too-many-values': fail('LIMIT_REACHED', 'There are too many values'),
  'subject-locked': room('ERR_CHANOPRIVSNEEDED'),
  'last-owner': room('ERR_CHANOPRIVSNEEDED', 'A channel keeps at least one owner'),
  'may-not-create': room('ERR_NOSUCHCHANNEL', 'No such channel, and you may not create it'),
  'too-many-rooms': room('ERR_TOOMANYCHANNELS'),
  'bad-setting': { numeric: 'ERR_INVALIDMODEPARAM', mentions: 'room', text: 'Invalid mode parameter' },
  'list-full': { numeric: 'ERR_BANLISTFULL', mentions: 'room-who' },
  'room-exists': fail('CHANNEL_NAME_IN_USE', 'There is a channel of that name already'),
  'room-renamed': room('ERR_NOSUCHCHANNEL', 'The channel has been renamed'),
  'knock-open': room('ERR_CHANOPEN'),
  'knock-again': room('ERR_TOOMANYKNOCK'),
  'empty-message': { numeric: 'ERR_NOTEXTTOSEND', mentions: 'command' },
  'quota-exceeded': fail('QUOTA_EXCEEDED', 'Your files take all the room you have'),
  'too-long': { numeric: 'ERR_INPUTTOOLONG', mentions: 'command' },
  'rate-limited': fail('RATE_LIMITED', 'Please wait a while and try again', 'RPL_TRYAGAIN'),
  'storage-away': fail('TEMPORARILY_UNAVAILABLE', 'The database does not answer; nothing was done'),
  'no-such-message': fail('MESSAGE_ERROR', 'No such message'),
  'history-forbidden': fail('INVALID_TARGET', 'Messages could not be retrieved'),
  'redact-forbidden': fail('REDACT_FORBIDDEN', 'You are not authorised to delete this message'),
  'too-many-marks': fail('INTERNAL_ERROR', 'Too many targets are marked as read'),
  'edit-forbidden': fail('EDIT_FORBIDDEN', 'You are not authorised to edit this message'),
  'edit-expired': fail('EDIT_WINDOW_EXPIRED', 'You can no longer edit this message'),
  'reaction-invalid': fail('REACTION_INVALID', 'A reaction is one character or a short word'),
  'too-many-reactions': fail('LIMIT_REACHED', 'You have too many reactions to this message'),
  'redact-expired': fail('REDACT_WINDOW_EXPIRED', 'You can no longer delete this message'),
  'remote-unreachable': {
    numeric: 'ERR_NOSUCHNICK',
    mentions: 'who',
    fail: 'REMOTE_SERVER',
    text: 'That server cannot be reached',
  },
  'login-failed': fail('INVALID_CREDENTIALS', 'Wrong account name or password', 'ERR_PASSWDMISMATCH'),
  'login-throttled': fail('RATE_LIMITED', 'Too many attempts to log in; wait a while', 'ERR_PASSWDMISMATCH'),
  'account-locked': fail('ACCOUNT_LOCKED', 'This account is locked', 'ERR_PASSWDMISMATCH'),
  'account-unverified': fail(
    'ACCOUNT_UNVERIFIED',
    'This account waits for its code: VERIFY <account> <code>',
    'ERR_PASSWDMISMATCH',
  ),
  'account-exists': fail('ACCOUNT_EXISTS', 'There is such an account already'),
  'account-name-invalid': fail('BAD_ACCOUNT_NAME', 'No account can have that name'),
  'weak-password': fail('WEAK_PASSWORD', 'That password is too easy to guess'),
  'password-unacceptable': fail('UNACCEPTABLE_PASSWORD', 'That cannot be a password'),
  'code-invalid': fail('INVALID_CODE', 'That is not the code'),
  'certificate-invalid': fail('INVALID_PARAMS', 'That is no SHA-256 fingerprint of a certificate'),
  'certificate-taken': fail('CERTIFICATE_TAKEN', 'That certificate logs in to an account already'),
  'no-such-certificate': fail('NO_SUCH_CERTIFICATE', 'Your account has no such certificate'),
  'too-many-certificates': fail('LIMIT_REACHED', 'Your account has too many certificates'),
  'no-such-session': fail('NO_SUCH_SESSION', 'You have no such session'),
  'email-invalid': fail('INVALID_EMAIL', 'That is no address that mail can be sent to'),
  'email-unacceptable': fail('UNACCEPTABLE_EMAIL', 'That address cannot be used here'),
  'registration-closed': fail('DISALLOWED', 'Registration is closed'),
  'too-many-sessions': fail('TOO_MANY_SESSIONS', 'This account has too many sessions'),
  'not-authorized': { numeric: 'ERR_NOPRIVILEGES', mentions: 'command' },
  'operators-only': { numeric: 'ERR_NOPRIVILEGES', mentions: 'nothing' },
  'server-banned': { numeric: 'ERR_YOUREBANNEDCREEP', mentions: 'nothing' },
  'blocks-full': { numeric: 'ERR_SILELISTFULL', mentions: 'who' },
  'no-requests': { numeric: 'ERR_CANNOTSENDTOUSER', mentions: 'who' },
  'right-missing': { numeric: 'ERR_NOPRIVS', mentions: 'who' },
  unsupported: fail('UNSUPPORTED', 'That cannot be done here'),
  'server-busy': fail('TEMPORARILY_UNAVAILABLE', 'The server is busy; try again later', 'RPL_TRYAGAIN'),
};

/** What was asked for: names the room and the person where the refusal does not. */
export interface Request {
  readonly command: string;
  /** The room or person that the command is about, as the client spelt them, comes first. */
  readonly params: readonly string[];
}

/** The line, without its tags and end, that tells a client of a refusal. */
export function spellRefusal(client: Client, refusal: Refusal, request: Request): string {
  const spelling = refusals[refusal.reason];
  const text = refusal.text ?? spelling.text ?? numerics[spelling.numeric][1];
  const { serverName } = client.server.config;
  if (spelling.fail !== undefined && client.has(Cap.standardReplies)) {
    const wait =
      refusal.reason === 'rate-limited' && refusal.retryAfter !== undefined ? [String(refusal.retryAfter)] : [];
    return formatLine(serverName, 'FAIL', [
      request.command,
      spelling.fail,
      ...wait,
      ...request.params.slice(0, 1),
      text,
    ]);
  }
  const params = [client.nick, ...mentioned(spelling, refusal, request), text];
  return formatLine(serverName, numerics[spelling.numeric][0], params);
}

function mentioned({ mentions, numeric }: Spelling, refusal: Refusal, { command, params }: Request): string[] {
  const first = params[0] ?? '*';
  const about = refusal.about ?? first;
  switch (mentions) {
    case 'room':
      return [first];
    case 'who':
      return [about];
    case 'nothing':
      return [];
    case 'who-room':
      return [about, first];
    case 'room-who':
      return [first, about];
    case 'command':
      return numeric === 'ERR_NOTEXTTOSEND' || numeric === 'ERR_INPUTTOOLONG' || numeric === 'ERR_NONICKCHANGE'
        ? []
        : [command];
  }
}
