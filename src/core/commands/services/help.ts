import { syntaxOf } from './service-text.ts';
import type { ServiceCommand, ServiceName } from './service-command.ts';

const about: Readonly<Record<ServiceName, string>> = {
  NickServ: 'NickServ looks after accounts: your nick here, and your address on XMPP, are one account.',
  ChanServ: 'ChanServ looks after rooms: who owns them, who may do what in them, how they are set.',
  HistServ: 'HistServ shows and removes what was said.',
  ContactServ: 'ContactServ keeps your contacts: who sees when you are online, on XMPP too.',
};

/** What HELP says: of one verb, or of all that the asker may say. */
export function helpLines(service: ServiceName, commands: readonly ServiceCommand[], topic: string): string[] {
  const wanted = topic.trim().toUpperCase();
  if (wanted === '') return overview(service, commands);
  const found = commands.filter(({ verb, aliases }) => `${verb} `.startsWith(`${wanted} `) || aliases.includes(wanted));
  if (found.length === 0) return [`There is no command ${wanted}. HELP alone lists them all.`];
  return found.flatMap((command) => detail(service, command));
}

function overview(service: ServiceName, commands: readonly ServiceCommand[]): string[] {
  const width = Math.max(...commands.map(({ verb }) => verb.length), 4);
  return [
    about[service],
    ...commands.map(({ verb, summary }) => `\x02${verb.padEnd(width)}\x02  ${summary}`),
    `/msg ${service} HELP command tells more about one.`,
  ];
}

function detail(service: ServiceName, command: ServiceCommand): string[] {
  const params = Object.entries(command.params);
  return [
    `\x02${syntaxOf(command)}\x02`,
    `${command.summary}.`,
    ...params.map(([name, { doc, allowed, required }]) => {
      const extent = allowed === 'text' ? '' : ` (${allowed})`;
      return `  ${name}: ${doc}${extent}${required ? '' : '; may be left out'}`;
    }),
    ...(command.aliases.length === 0 ? [] : [`Also: ${command.aliases.join(', ')}`]),
    ...command.examples.map((example) => `  /msg ${service} ${example}`),
  ];
}
