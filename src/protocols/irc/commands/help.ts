import type { Client } from '../client.ts';
import type { Command } from '../command.ts';
import { helpTexts } from '../help-texts.ts';
import { joinWithin } from '../join-within.ts';

/** HELP [<command>] -- modern.ircdocs.horse, "HELP message". Of `served` commands only. */
export function helpOn(served: () => ReadonlyMap<string, Command>): Command {
  return {
    run(client, [given = '']) {
      const subject = given.toUpperCase();
      const found = served().has(subject) && Object.hasOwn(helpTexts, subject) ? helpTexts[subject] : undefined;
      if (given === '') showIndex(client, [...served().keys()]);
      else if (found) showHelp(client, subject, [`${subject} ${found[0]}`.trimEnd(), found[1]]);
      else client.numeric('ERR_HELPNOTFOUND', given);
      return undefined;
    },
  };
}

function showIndex(client: Client, names: readonly string[]): void {
  const lines = joinWithin([...names].sort(), ' ');
  showHelp(client, '*', ['HELP <command> tells what a command does. There are:', ...lines]);
}

function showHelp(client: Client, subject: string, [first = '', ...rest]: readonly string[]): void {
  client.numericText('RPL_HELPSTART', [subject], first);
  for (const line of rest) client.numericText('RPL_HELPTXT', [subject], line);
  client.numericText('RPL_ENDOFHELP', [subject], 'End of HELP');
}
