import { accountCommands } from './accounts.ts';
import { banCommands } from './bans.ts';
import type { Command } from './command.ts';
import type { AdminContext } from './ports.ts';
import { serverCommands } from './server.ts';

/** Every command of the running server. */
export const adminCommands: readonly Command<AdminContext>[] = [...serverCommands, ...accountCommands, ...banCommands];
