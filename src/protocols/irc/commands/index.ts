import type { Command } from '../command.ts';
import { admin, info, lusers, motd, time, version } from './about.ts';
import { authenticate } from './authenticate.ts';
import { away } from './away.ts';
import { batch } from './batch.ts';
import { cap } from './cap.ts';
import { chathistory } from './chathistory.ts';
import { edit } from './edit.ts';
import { helpOn } from './help.ts';
import { invite } from './invite.ts';
import { isupport } from './isupport.ts';
import { join } from './join.ts';
import { kick } from './kick.ts';
import { links } from './links.ts';
import { knock } from './knock.ts';
import { list } from './list.ts';
import { notice, privmsg, tagmsg } from './message.ts';
import { markread } from './markread.ts';
import { metadata } from './metadata.ts';
import { mode } from './mode.ts';
import { monitor } from './monitor.ts';
import { names } from './names.ts';
import { nick } from './nick.ts';
import { operatorCommands } from './operators.ts';
import { part } from './part.ts';
import { pass } from './pass.ts';
import { persistence } from './persistence.ts';
import { ping, pong } from './ping.ts';
import { ison, userhost } from './presence.ts';
import { proxy } from './proxy.ts';
import { quit } from './quit.ts';
import { redact } from './redact.ts';
import { search } from './search.ts';
import { setname } from './setname.ts';
import { serviceAlias } from './service.ts';
import { register } from './register.ts';
import { relaymsg } from './relaymsg.ts';
import { npc, npca, scene } from './roleplay.ts';
import { rename } from './rename.ts';
import { topic } from './topic.ts';
import { user } from './user.ts';
import { webirc } from './webirc.ts';
import { webpush } from './webpush.ts';
import { verify } from './verify.ts';
import { who } from './who.ts';
import { whois } from './whois.ts';
import { whowas } from './whowas.ts';

const help = helpOn(() => commands);

/** Every verb that is understood. */
export const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...operatorCommands,
    ADMIN: admin,
    AUTHENTICATE: authenticate,
    AWAY: away,
    BATCH: batch,
    CAP: cap,
    CHANSERV: serviceAlias('ChanServ'),
    CHATHISTORY: chathistory,
    CONTACTSERV: serviceAlias('ContactServ'),
    CS: serviceAlias('ChanServ'),
    EDIT: edit,
    HISTSERV: serviceAlias('HistServ'),
    HS: serviceAlias('HistServ'),
    HELP: help,
    HELPOP: help,
    INFO: info,
    INVITE: invite,
    ISON: ison,
    ISUPPORT: isupport,
    JOIN: join,
    KICK: kick,
    LINKS: links,
    KNOCK: knock,
    LIST: list,
    LUSERS: lusers,
    MARKREAD: markread,
    METADATA: metadata,
    MODE: mode,
    MONITOR: monitor,
    MOTD: motd,
    NAMES: names,
    NICK: nick,
    NICKSERV: serviceAlias('NickServ'),
    NOTICE: notice,
    NS: serviceAlias('NickServ'),
    NPC: npc,
    NPCA: npca,
    PART: part,
    PASS: pass,
    PERSISTENCE: persistence,
    PING: ping,
    PONG: pong,
    PRIVMSG: privmsg,
    PROXY: proxy,
    QUIT: quit,
    REDACT: redact,
    RENAME: rename,
    SEARCH: search,
    SETNAME: setname,
    REGISTER: register,
    RELAYMSG: relaymsg,
    SCENE: scene,
    TAGMSG: tagmsg,
    TIME: time,
    TOPIC: topic,
    USER: user,
    USERHOST: userhost,
    VERIFY: verify,
    VERSION: version,
    WEBIRC: webirc,
    WEBPUSH: webpush,
    WHO: who,
    WHOIS: whois,
    WHOWAS: whowas,
  }),
);
