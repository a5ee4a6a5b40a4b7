import { defineCommand } from '../../core/commands/command.ts';
import { secret } from '../../core/commands/param.ts';
import { done, failed } from '../../core/commands/result.ts';
import type { CliContext } from '../context.ts';

const COST = 12;
/** bcrypt ignores what lies behind, so that two long passwords would be the same. */
const MAX_BYTES = 72;

/** `causeway genpasswd`: the hash that stands for a password in the configuration. */
export const genpasswd = defineCommand({
  path: 'genpasswd',
  summary: 'Print the bcrypt hash of a password, for opers and irc.password in the configuration',
  examples: ['genpasswd', 'genpasswd --password-file oper.txt'],
  params: { password: secret('the password to hash') },
  run: async (_context: CliContext, { password }) => {
    const bytes = Buffer.byteLength(password);
    if (bytes > MAX_BYTES)
      return failed('too-long', [`the password has ${bytes} bytes; bcrypt takes at most ${MAX_BYTES}`]);
    const { hash } = await import('bcrypt'); // native: loaded when needed
    const hashed = await hash(password, COST);
    return done([hashed], { hash: hashed });
  },
});
