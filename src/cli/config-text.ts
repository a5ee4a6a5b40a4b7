import { ANY_NAME, describeConfig } from '../config/describe.ts';
import type { KeyDescription } from '../config/describe.ts';

/** Values that differ from the defaults, as TOML by dotted key. */
export type ChosenValues = ReadonlyMap<string, string>;

const HEAD = `# Causeway's configuration. Every key is here; what stands behind a # is the default.
# Sizes: 16K, 4M, 1G. Durations: 30s, 10m, 7d, 2y. Every key can be set from the environment: CAUSEWAY_LIMITS__SENDQ=4M.
# \`causeway check config\` reads this file; \`causeway reload\` applies it. Keys marked [restart] wait for the next start,
# keys marked [not yet] for a later version.
`;

/** A commented file with every key: those in `chosen` set, all others commented out with their defaults. */
export function configText(chosen: ChosenValues): string {
  const rows = describeConfig().filter(({ key }) => !key.includes(ANY_NAME));
  const tables = [...new Set(rows.map(({ table }) => table))];
  const parts = tables.map((table) => {
    const head = table === '' ? '' : `\n[${table}]\n`;
    return (
      head +
      rows
        .filter((row) => row.table === table)
        .map((row) => line(row, chosen))
        .join('') +
      examples(table)
    );
  });
  return `${HEAD}\n${parts.join('')}${examples('opers')}`;
}

function line({ key, table, doc, initial, restart, inEffect }: KeyDescription, chosen: ChosenValues): string {
  const name = table === '' ? key : key.slice(table.length + 1);
  const value = chosen.get(key);
  const marks = `${restart ? ' [restart]' : ''}${inEffect ? '' : ' [not yet]'}`;
  const isWords = !/^["[{\d]|^(true|false)$/.test(initial);
  const setting = value === undefined ? `#${name} = ${isWords ? '""' : initial}` : `${name} = ${value}`;
  const comment = `# ${doc}${isWords ? ` (default: ${initial})` : ''}${marks}`;
  return `${setting.padEnd(38)} ${comment}\n`;
}

/** Tables whose names the operator chooses. */
function examples(table: string): string {
  if (table === 'federation') {
    return `#[federation.routes]                    # overrides DNS [not yet]
#"other.example" = "192.0.2.7:5269"
#[federation.policy."other.example"]    # rules for one server [not yet]
#auth = ["external", "dialback"]
#[federation.ca]                        # extra authorities for private networks [not yet]
#"other.example" = "/etc/causeway/other-ca.pem"
`;
  }
  if (table !== 'opers') return '';
  return `
#[opers.alice]                          # IRC OPER name; password hash from \`causeway genpasswd\`
#password = "$2b$12$..."
#class = "server-admin"
#whois = "is a server admin"
#[oper_classes.helpers]                 # a class of your own
#capabilities = ["kill", "ban", "notices"]
#extends = ""
`;
}
