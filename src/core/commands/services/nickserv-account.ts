import {
  changePassword,
  endSession,
  listSessions,
  unregister,
  unregistrationCode,
} from '../../accounts/own-account.ts';
import { addCertificate, listCertificates, removeCertificate } from '../../accounts/certificates.ts';
import type { AccountRecord } from '../../ports.ts';
import { isRefusal, refuse } from '../../refusal.ts';
import { fold } from '../../../lib/fold.ts';
import { optional, rest, secret, word } from '../param.ts';
import { refused } from '../refused.ts';
import { done, failed, type Result } from '../result.ts';
import { defineServiceCommand, type ServiceContext } from './service-command.ts';

const passwd = defineServiceCommand('NickServ', {
  verb: 'PASSWD',
  aliases: ['SET PASSWORD', 'PASSWORD'],
  summary: 'Give your account another password; all your other sessions end',
  examples: ['PASSWD correcthorse batterystaple', 'PASSWORD oldsecret newsecret'],
  params: { present: secret('the password that you have'), next: secret('the one that you want, without spaces') },
  async run({ core, session, wire }: ServiceContext, args) {
    if (!wire.mayLogIn)
      return refused(refuse('not-authorized', undefined, { text: 'passwords are taken over TLS only' }));
    const changed = await changePassword(core, session, args);
    return isRefusal(changed) ? refused(changed) : done([`${changed.name} has a new password.`]);
  },
});

const remove = defineServiceCommand('NickServ', {
  verb: 'UNREGISTER',
  aliases: ['DROP'],
  summary: 'Remove your account for good; the first time you are told a code to repeat',
  examples: ['UNREGISTER ann', 'UNREGISTER ann 5kq3wzt8m2xd7hnp'],
  params: { account: word('your account'), code: optional(word('the code that UNREGISTER told you')) },
  async run({ core, session }: ServiceContext, args) {
    const { account } = session.person;
    if (!account) return refused(refuse('account-required'));
    if (fold(args.account) !== account.key) {
      return refused(refuse('not-authorized', args.account, { text: 'that is not your account' }));
    }
    if (args.code === undefined) {
      const code = unregistrationCode(core, session);
      if (isRefusal(code)) return refused(code);
      const { name } = account;
      return done([
        `This removes ${name}, its contacts and its private messages, and cannot be undone.`,
        `If that is meant, say: UNREGISTER ${name} ${code}`,
      ]);
    }
    const refusal = await unregister(core, session, args.code);
    return refusal ? refused(refusal) : done([`${account.name} is removed.`]);
  },
});

const sessions = defineServiceCommand('NickServ', {
  verb: 'CLIENTS LIST',
  aliases: ['CLIENTS', 'SESSIONS'],
  summary: 'List the sessions of your account',
  examples: ['CLIENTS LIST', 'CLIENTS'],
  params: {},
  async run({ session }: ServiceContext) {
    if (!session.person.account) return refused(refuse('account-required'));
    return done(
      listSessions(session).map(({ wire, ip, device, isSecure, since, isOwn }, i) => {
        const when = new Date(since).toISOString().replace('T', ' ').slice(0, 16);
        return `${i + 1}  ${wire}${isSecure ? ' over TLS' : ''} from ${ip}, ${device}, since ${when}${isOwn ? ' (this one)' : ''}`;
      }),
    );
  },
});

const endSessions = defineServiceCommand('NickServ', {
  verb: 'CLIENTS LOGOUT',
  aliases: ['SESSIONS LOGOUT'],
  summary: 'End a session of your account by its number, or all but this one',
  examples: ['CLIENTS LOGOUT 2', 'CLIENTS LOGOUT all'],
  params: { which: word('its number in CLIENTS LIST, or all') },
  async run({ session }: ServiceContext, args) {
    if (!session.person.account) return refused(refuse('account-required'));
    const all = listSessions(session);
    const isAll = args.which.toLowerCase() === 'all';
    const meant = isAll ? all.filter(({ isOwn }) => !isOwn) : all.slice(Number(args.which) - 1, Number(args.which));
    if (!isAll && (!/^[1-9]\d{0,3}$/.test(args.which) || meant.length === 0)) {
      return refused(refuse('no-such-session', args.which));
    }
    for (const { id } of meant) endSession(session, id);
    return done([meant.length === 1 ? 'One session is ended.' : `${meant.length} sessions are ended.`]);
  },
});

const certificates = defineServiceCommand('NickServ', {
  verb: 'CERT LIST',
  aliases: ['CERT'],
  summary: 'List the certificates that log in to your account (SASL EXTERNAL)',
  examples: ['CERT LIST', 'CERT'],
  params: {},
  run: (context: ServiceContext) =>
    own(context, async (account) => {
      const found = await listCertificates(context.core, account);
      if (isRefusal(found)) return refused(found);
      const rows = found.map(
        ({ fingerprint, label, addedAt }) =>
          `${fingerprint}  ${new Date(addedAt).toISOString().slice(0, 10)}  ${label}`,
      );
      return done(rows.length === 0 ? ['There are none. CERT ADD adds the one that you connect with.'] : rows);
    }),
});

const addCert = defineServiceCommand('NickServ', {
  verb: 'CERT ADD',
  summary: 'Let a certificate log in to your account: the one that you connect with, or one by its fingerprint',
  examples: ['CERT ADD', `CERT ADD ${'9f'.repeat(32)} laptop`],
  params: { fingerprint: optional(word('its SHA-256, in hex')), label: optional(rest('what you call it')) },
  run: (context: ServiceContext, args) =>
    own(context, async (account) => {
      const fingerprint = args.fingerprint ?? context.wire.certificate;
      if (fingerprint === undefined) {
        return failed('certificate-invalid', ['You connect without a certificate; say the fingerprint of one.']);
      }
      const added = await addCertificate(context.core, account, { fingerprint, label: args.label ?? '' });
      return isRefusal(added) ? refused(added) : done([`${added.fingerprint} logs in to ${account.name}.`]);
    }),
});

const removeCert = defineServiceCommand('NickServ', {
  verb: 'CERT DEL',
  aliases: ['CERT REMOVE'],
  summary: 'Take a certificate off your account; sessions that it opened stay',
  examples: [`CERT DEL ${'9f'.repeat(32)}`, `CERT REMOVE ${'0a'.repeat(32)}`],
  params: { fingerprint: word('its SHA-256, in hex') },
  run: (context: ServiceContext, args) =>
    own(context, async (account) => {
      const refusal = await removeCertificate(context.core, account, args.fingerprint);
      return refusal ? refused(refusal) : done(['It does not log in any more.']);
    }),
});

function own({ session }: ServiceContext, act: (account: AccountRecord) => Promise<Result>): Promise<Result> {
  const { account } = session.person;
  return account ? act(account) : Promise.resolve(refused(refuse('account-required')));
}

/** What people say to NickServ about their account. */
export const nickServAccountCommands = [passwd, remove, sessions, endSessions, certificates, addCert, removeCert];
