import { kill } from './kill.ts';
import { oper } from './oper.ts';
import { rehash } from './rehash.ts';
import { wallops } from './wallops.ts';

/** The verbs of operators. */
export const operatorCommands = {
  KILL: kill,
  OPER: oper,
  REHASH: rehash,
  WALLOPS: wallops,
};
