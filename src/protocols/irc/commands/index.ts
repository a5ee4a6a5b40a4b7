import type { Command } from '../command.ts';
import { authenticate } from './authenticate.ts';
import { cap } from './cap.ts';
import { join } from './join.ts';
import { lusers } from './lusers.ts';
import { notice, privmsg, tagmsg } from './message.ts';
import { motd } from './motd.ts';
import { nick } from './nick.ts';
import { part } from './part.ts';
import { pass } from './pass.ts';
import { ping, pong } from './ping.ts';
import { quit } from './quit.ts';
import { user } from './user.ts';

/** Every verb that is understood. */
export const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    AUTHENTICATE: authenticate,
    CAP: cap,
    JOIN: join,
    LUSERS: lusers,
    MOTD: motd,
    NICK: nick,
    NOTICE: notice,
    PART: part,
    PASS: pass,
    PING: ping,
    PONG: pong,
    PRIVMSG: privmsg,
    QUIT: quit,
    TAGMSG: tagmsg,
    USER: user,
  }),
);
