import { removeAccount } from '../../../core/accounts/remove-account.ts';
import { setPassword } from '../../../core/accounts/set-password.ts';
import { accountKey } from '../../../core/accounts/names.ts';
import { isRefusal } from '../../../core/refusal.ts';
import type { IqHandler, IqRequest } from '../context.ts';
import type { Feature } from '../feature.ts';
import { NS } from '../wire/namespaces.ts';
import { stanzaError } from '../wire/stanza-error.ts';
import { childOf, textOf, xml } from '../wire/stanza.ts';

/** XEP-0077 3.1: who is logged in is registered. */
const get: IqHandler = ({ session }) => {
  const { account } = session.core.person;
  if (!account) return stanzaError('not-allowed');
  const fields = [xml('registered'), xml('username', undefined, account.key), xml('password')];
  return xml('query', { xmlns: NS.register }, ...fields);
};

/** XEP-0077 3.2, 3.3: cancelling the account, or another password; both only for oneself. */
const set: IqHandler = (request) => {
  const { payload, session } = request;
  const { account } = session.core.person;
  if (!account) return stanzaError('not-allowed');
  if (childOf(payload, 'remove', NS.register)) return remove(request, account.name);
  const name = textOf(payload, 'username', NS.register);
  const password = textOf(payload, 'password', NS.register);
  if (!name || !password) return stanzaError('bad-request');
  return accountKey(name) === account.key ? change(request, account.name, password) : stanzaError('not-allowed');
};

async function remove({ context }: IqRequest, name: string) {
  return removeAccount(context.core, name);
}

async function change({ context, session }: IqRequest, name: string, password: string) {
  const changed = await setPassword(context.core, name, password, session.core);
  return isRefusal(changed) ? changed : undefined;
}

const keys = { [`get ${NS.register} query`]: get, [`set ${NS.register} query`]: set };

export const accountRegistration: Feature = {
  advertises: { server: [NS.register], self: [NS.register] },
  iq: { self: keys, server: keys },
};
