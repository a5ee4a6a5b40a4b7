import { defineCommand } from '../../core/commands/command.ts';
import { done } from '../../core/commands/result.ts';
import type { CliContext } from '../context.ts';

/** `causeway version`. */
export const version = defineCommand({
  path: 'version',
  summary: 'Print the version of this program, of Node.js and of the system',
  examples: ['version', 'version --json'],
  params: {},
  run: async ({ version: own }: CliContext) => {
    const facts = { causeway: own, node: process.versions.node, platform: `${process.platform}-${process.arch}` };
    return done([`causeway ${own}, Node.js ${facts.node}, ${facts.platform}`], facts);
  },
});
