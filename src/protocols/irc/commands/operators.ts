import { ban, kline, unkline } from './ban.ts';
import { kill } from './kill.ts';
import { oper } from './oper.ts';
import { rehash } from './rehash.ts';
import { wallops } from './wallops.ts';

/** The verbs of operators. */
export const operatorCommands = {
  BAN: ban,
  DLINE: kline,
  KILL: kill,
  KLINE: kline,
  OPER: oper,
  REHASH: rehash,
  UNDLINE: unkline,
  UNKLINE: unkline,
  WALLOPS: wallops,
};
