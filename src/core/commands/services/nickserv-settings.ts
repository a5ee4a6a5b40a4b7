import { changeEmail } from '../../accounts/own-account.ts';
import { changeSettings } from '../../accounts/change-settings.ts';
import { setAlwaysOn } from '../../bouncer/always-on.ts';
import { isAlwaysOn } from '../../bouncer/policy.ts';
import type { AccountRecord } from '../../ports.ts';
import { isRefusal, refuse, type Refusal } from '../../refusal.ts';
import { setDisplayName } from '../../presence/set-display-name.ts';
import { pick, rest } from '../param.ts';
import { refused } from '../refused.ts';
import { done, usage, type Result } from '../result.ts';
import { readSwitch, shown } from './switch.ts';
import { defineServiceCommand, type ServiceContext } from './service-command.ts';

/** One thing that an account may choose. */
interface Setting {
  /** What may be given, in words. */
  readonly allowed: string;
  /** What it is now, as people read it. */
  show(context: ServiceContext, account: AccountRecord): string;
  /** What is said when it was set; otherwise what it is now. */
  tell?(context: ServiceContext, account: AccountRecord): string;
  /** Undefined where the text is no value of it. */
  set(context: ServiceContext, account: AccountRecord, text: string): Promise<Refusal | undefined> | undefined;
}

const choice = 'on, off or default';

const settings = {
  'always-on': {
    allowed: choice,
    show: ({ core }, account) => `${shown(isAlwaysOn(core, account))}${said(account.settings?.alwaysOn)}`,
    tell: ({ core }, account) =>
      isAlwaysOn(core, account)
        ? 'You stay in your rooms while you are not connected.'
        : 'You leave your rooms with your last connection.',
    set: ({ core }, { name }, text) => choose(text, (value) => setAlwaysOn(core, name, value)),
  },
  multiclient: {
    allowed: choice,
    show: (_, { settings: own }) => `${shown(own?.multiclient !== false)}${said(own?.multiclient)}`,
    tell: (_, { settings: own }) =>
      own?.multiclient === false
        ? 'A second connection is refused from now on.'
        : 'Several connections at once share your nick.',
    set: ({ core }, { name }, text) => choose(text, (value) => changeSettings(core, name, { multiclient: value })),
  },
  email: {
    allowed: 'an address, or none',
    show: (_, { email }) => email || 'none',
    set: async ({ core, session }, _, text) => {
      const changed = await changeEmail(core, session, /^(none|\*)$/i.test(text) ? '' : text);
      return isRefusal(changed) ? changed : undefined;
    },
  },
  'real-name': {
    allowed: 'a text',
    show: ({ session }) => session.person.displayName,
    set: ({ core, session }, _, text) => setDisplayName(core, session, text),
  },
} as const satisfies Record<string, Setting>;

type Key = keyof typeof settings;
const keys = Object.keys(settings) as Key[];

function choose(
  text: string,
  act: (value: boolean | undefined) => Promise<AccountRecord | Refusal>,
): Promise<Refusal | undefined> | undefined {
  const isDefault = /^default$/i.test(text);
  const value = isDefault ? undefined : readSwitch(text);
  if (value === undefined && !isDefault) return undefined;
  return act(value).then((changed) => (isRefusal(changed) ? changed : undefined));
}

function said(own: boolean | undefined): string {
  return own === undefined ? ' (as the server is set)' : '';
}

const set = defineServiceCommand('NickServ', {
  verb: 'SET',
  summary: 'Change how your account is; GET shows how it is',
  examples: ['SET always-on on', 'SET email ann@example.org'],
  params: { setting: pick('what to change', keys), value: rest('on, off or default; an address; a text') },
  async run(context: ServiceContext, args): Promise<Result> {
    const { account } = context.session.person;
    if (!account) return refused(refuse('account-required'));
    const setting: Setting = settings[args.setting];
    const setOff = setting.set(context, account, args.value.trim());
    if (!setOff) return usage(`${args.setting} can be ${setting.allowed}`);
    const refusal = await setOff;
    if (refusal) return refused(refusal);
    const now = context.session.person.account ?? account;
    return done([setting.tell?.(context, now) ?? `${args.setting} is ${setting.show(context, now)}.`]);
  },
});

const get = defineServiceCommand('NickServ', {
  verb: 'GET',
  aliases: ['SETTINGS'],
  summary: 'Show how your account is set',
  examples: ['GET', 'SETTINGS'],
  params: {},
  async run(context: ServiceContext) {
    const { account } = context.session.person;
    if (!account) return refused(refuse('account-required'));
    return done(keys.map((key) => `${key.padEnd(11)} ${settings[key].show(context, account)}`));
  },
});

/** What people say to NickServ about how their account is set. */
export const nickServSettingCommands = [set, get];
