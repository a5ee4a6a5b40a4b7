import { changeSettings } from '../../accounts/change-settings.ts';
import { setAlwaysOn } from '../../bouncer/always-on.ts';
import { isAlwaysOn } from '../../bouncer/policy.ts';
import type { AccountRecord } from '../../ports.ts';
import { isRefusal, refuse, type Refusal } from '../../refusal.ts';
import { word } from '../param.ts';
import { refused } from '../refused.ts';
import { done, usage, type Result } from '../result.ts';
import { defineServiceCommand, type ServiceContext } from './service-command.ts';

const value = word('on, off, or default for what the server says');

/** A choice as people say it; null where it is none. */
function readChoice(text: string): boolean | undefined | null {
  switch (text.toLowerCase()) {
    case 'on':
    case 'true':
    case 'yes':
    case 'mandatory':
      return true;
    case 'off':
    case 'false':
    case 'no':
    case 'disabled':
      return false;
    case 'default':
      return undefined;
    default:
      return null;
  }
}

async function choose(
  { session }: ServiceContext,
  text: string,
  change: (name: string, wanted: boolean | undefined) => Promise<AccountRecord | Refusal>,
): Promise<AccountRecord | Result> {
  const wanted = readChoice(text);
  if (wanted === null) return usage('it can be on, off or default');
  const { account } = session.person;
  if (!account) return refused(refuse('account-required'));
  const changed = await change(account.name, wanted);
  return isRefusal(changed) ? refused(changed) : changed;
}

const alwaysOn = defineServiceCommand('NickServ', {
  verb: 'SET ALWAYS-ON',
  summary: 'Stay in your rooms, away, while you are not connected',
  examples: ['SET ALWAYS-ON on', 'SET ALWAYS-ON default'],
  params: { value },
  async run(context: ServiceContext, args): Promise<Result> {
    const { core } = context;
    const account = await choose(context, args.value, (name, wanted) => setAlwaysOn(core, name, wanted));
    if ('exit' in account) return account;
    return done([
      isAlwaysOn(core, account)
        ? 'You stay in your rooms while you are not connected.'
        : 'You leave your rooms with your last connection.',
    ]);
  },
});

const multiclient = defineServiceCommand('NickServ', {
  verb: 'SET MULTICLIENT',
  summary: 'Allow several connections of yours at once, under one nick',
  examples: ['SET MULTICLIENT off', 'SET MULTICLIENT default'],
  params: { value },
  async run(context: ServiceContext, args): Promise<Result> {
    const change = (name: string, wanted: boolean | undefined) =>
      changeSettings(context.core, name, { multiclient: wanted });
    const account = await choose(context, args.value, change);
    if ('exit' in account) return account;
    return done([
      account.settings?.multiclient === false
        ? 'A second connection is refused from now on.'
        : 'Several connections at once share your nick.',
    ]);
  },
});

/** NickServ on how an account's connections behave. */
export const nickServSessionCommands = [alwaysOn, multiclient] as const;
