import { ban, kline, unkline } from './ban.ts';
import { defcon } from './defcon.ts';
import { sajoin, samode, sanick, sapart } from './force.ts';
import { kill } from './kill.ts';
import { oper } from './oper.ts';
import { rehash } from './rehash.ts';
import { saregister } from './saregister.ts';
import { accept, silence } from './silence.ts';
import { stats } from './stats.ts';
import { wallops } from './wallops.ts';

/** The verbs of operators, and those by which people keep others away from themselves. */
export const operatorCommands = {
  ACCEPT: accept,
  BAN: ban,
  DEFCON: defcon,
  DLINE: kline,
  KILL: kill,
  KLINE: kline,
  OPER: oper,
  REHASH: rehash,
  SAJOIN: sajoin,
  SAMODE: samode,
  SANICK: sanick,
  SAPART: sapart,
  SAREGISTER: saregister,
  SILENCE: silence,
  STATS: stats,
  UNDLINE: unkline,
  UNKLINE: unkline,
  WALLOPS: wallops,
};
