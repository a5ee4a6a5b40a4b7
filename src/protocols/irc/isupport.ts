import { MOST_BLOCKS } from '../../core/blocks/change-blocks.ts';
import { pushSender } from '../../core/push/state.ts';
import { irc } from './config.ts';
import { listModes, ranks, settingModes } from './modes.ts';
import type { IrcServer } from './server.ts';

/** What stands behind `=`; the empty text for a token without value, undefined where it is not told. */
type Value = (server: IrcServer) => string | number | undefined;

/**
 * 005, one line a token, in the order of the alphabet: each from the table or limit that the commands go by. What is not here is
 * not promised.
 */
export const isupport: Readonly<Record<string, Value>> = {
  ACCOUNTEXTBAN: () => 'a',
  AWAYLEN: ({ core }) => core.config.limits.away,
  BOT: () => 'B',
  CASEMAPPING: ({ core }) => core.config.nameProfile,
  CHANLIMIT: ({ core }) => `#:${core.config.limits.roomsPerSession}`,
  CHANMODES: () =>
    `${listLetters()},${settingLetters('key')},${settingLetters('channel')}${settingLetters('number')},${settingLetters('flag')}`,
  CHANNELLEN: () => irc.channelLength,
  CHANTYPES: () => '#',
  CHATHISTORY: ({ core }) => core.config.history.page,
  // IRCv3 account-registration, "ISUPPORT token"
  'draft/ACCOUNTREQUIRED': ({ core }) => (core.config.guests.enabled ? undefined : ''),
  'draft/ICON': ({ config }) => config.icon || undefined,
  // Left out where nothing is kept back (message-tags, "RPL_ISUPPORT Tokens").
  CLIENTTAGDENY: ({ config }) => (config.deniedTags.length === 0 ? undefined : config.deniedTags.join(',')),
  ELIST: () => 'CMNTU',
  EXCEPTS: () => 'e',
  EXTBAN: () => ',am',
  HOSTLEN: () => 64,
  INVEX: () => 'I',
  KICKLEN: ({ core }) => core.config.limits.reason,
  KNOCK: () => '',
  MAXLIST: ({ core }) => `${listLetters()}:${core.config.limits.masks}`,
  MODES: () => irc.modes,
  MONITOR: ({ core }) => core.config.limits.watched,
  MSGREFTYPES: () => 'msgid,timestamp',
  NAMELEN: ({ core }) => core.config.limits.realname,
  NETWORK: ({ config }) => config.network.replaceAll(' ', '\\x20'),
  NICKLEN: ({ core }) => core.config.limits.nickname,
  PREFIX: () => `(${ranks.map(({ letter }) => letter).join('')})${ranks.map(({ prefix }) => prefix).join('')}`,
  SAFELIST: () => '',
  // Who sends more than flood control allows is delayed and told so, not cut off.
  SAFERATE: () => '',
  SILENCE: () => MOST_BLOCKS,
  STATUSMSG: () => ranks.map(({ prefix }) => prefix).join(''),
  TARGMAX: targets,
  TOPICLEN: ({ core }) => core.config.limits.subject,
  USERLEN: () => 10,
  UTF8ONLY: () => '',
  // draft/webpush, "VAPID ISUPPORT token"
  VAPID: ({ core }) => pushSender(core)?.publicKey,
  WHOX: () => '',
  // The draft of IRCv3 and the name it has been in use under.
  'draft/FILEHOST': ({ config }) => config.fileHost,
  'soju.im/FILEHOST': ({ config }) => config.fileHost,
};

/** The tokens as they are sent. */
export function isupportTokens(server: IrcServer): string[] {
  return Object.entries(isupport).flatMap(([name, value]) => {
    const text = value(server);
    return text === undefined ? [] : text === '' ? name : `${name}=${text}`;
  });
}

function listLetters(): string {
  return Object.keys(listModes).join('');
}

function settingLetters(argument: string): string {
  const like = settingModes.filter((mode) => mode.argument === argument);
  return like.map(({ letter }) => letter).join('');
}

function targets(): string {
  const message = ['PRIVMSG', 'NOTICE', 'TAGMSG'].map((name) => `${name}:${irc.messageTargets}`);
  const many = ['JOIN', 'PART', 'KICK', 'NAMES', 'WHOIS', 'WHOWAS'].map((name) => `${name}:${irc.manyTargets}`);
  return [...message, ...many, 'LIST:', 'MONITOR:'].join(',');
}
