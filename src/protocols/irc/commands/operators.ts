import { ban, kline, unkline } from './ban.ts';
import { kill } from './kill.ts';
import { oper } from './oper.ts';
import { rehash } from './rehash.ts';
import { accept, silence } from './silence.ts';
import { wallops } from './wallops.ts';

/** The verbs of operators, and those by which people keep others away from themselves. */
export const operatorCommands = {
  ACCEPT: accept,
  BAN: ban,
  DLINE: kline,
  KILL: kill,
  KLINE: kline,
  OPER: oper,
  REHASH: rehash,
  SILENCE: silence,
  UNDLINE: unkline,
  UNKLINE: unkline,
  WALLOPS: wallops,
};
