import type { Core } from '../../core/core.ts';
import { irc, type IrcConfig } from './config.ts';
import { listModes, ranks, settingModes } from './modes.ts';

/** 005 tokens, from the tables that the commands work by. */
export function isupportTokens(core: Core, config: IrcConfig): string[] {
  const { limits, history } = core.config;
  const letters = (argument: string) =>
    settingModes
      .filter((mode) => mode.argument === argument)
      .map(({ letter }) => letter)
      .join('');
  const lists = Object.keys(listModes).join('');
  const prefix = `(${ranks.map(({ letter }) => letter).join('')})${ranks.map(({ prefix }) => prefix).join('')}`;
  const tokens: Record<string, string | number> = {
    AWAYLEN: limits.away,
    CASEMAPPING: 'ascii',
    CHANLIMIT: `#:${limits.roomsPerSession}`,
    CHANMODES: `${lists},${letters('key')},${letters('number')},${letters('flag')}`,
    CHANNELLEN: irc.channelLength,
    CHANTYPES: '#',
    CHATHISTORY: history.page,
    ELIST: 'MNU',
    EXCEPTS: 'e',
    HOSTLEN: 64,
    INVEX: 'I',
    KICKLEN: limits.reason,
    MAXLIST: `${lists}:${limits.masks}`,
    MODES: irc.modes,
    MSGREFTYPES: 'msgid,timestamp',
    NETWORK: config.network.replaceAll(' ', '\\x20'),
    NICKLEN: limits.nickname,
    PREFIX: prefix,
    SAFELIST: '',
    TARGMAX: targets(),
    TOPICLEN: limits.subject,
    USERLEN: 10,
    UTF8ONLY: '',
  };
  return Object.entries(tokens).map(([name, value]) => (value === '' ? name : `${name}=${value}`));
}

function targets(): string {
  const message = ['PRIVMSG', 'NOTICE', 'TAGMSG'].map((name) => `${name}:${irc.messageTargets}`);
  const many = ['JOIN', 'PART', 'KICK', 'NAMES', 'WHOIS'].map((name) => `${name}:${irc.manyTargets}`);
  return [...message, ...many, 'LIST:1'].join(',');
}
