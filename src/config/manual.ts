import { describeConfig } from './describe.ts';
import type { KeyDescription } from './describe.ts';

const HEAD = `# Configuration

Made from the schema in src/config by \`node scripts/docs.mjs\`; a test keeps the two equal. \`causeway init\` writes a file with all of this
as comments.

Causeway reads one TOML file: \`--config FILE\`, else \`./causeway.toml\`, else \`/etc/causeway/causeway.toml\`. Every key has a default, so
a file may be as short as one line:

\`\`\`toml
domain = "example.org"
\`\`\`

- **Sizes** are \`16K\`, \`4M\`, \`1G\` (powers of 1024) or a number of bytes; **durations** \`30s\`, \`10m\`, \`12h\`, \`7d\`, \`2w\`, \`2y\`.
- **Relative paths** start at the folder of the file.
- **Environment**: \`CAUSEWAY_LIMITS__SENDQ=4M\` overrides \`limits.sendq\`; two underscores stand for a dot. Lists may be written with commas
  (\`CAUSEWAY_ADMINS=alice,bob\`) or as TOML.
- **Mistakes** are refused with file, line, key, what was found, what is allowed and the key that was probably meant:
  \`causeway.toml:5: limits.sendqq: unknown key; found "4M"; did you mean limits.sendq?\`
- **Listeners** are \`"host:port [tls|starttls] [proxy]"\`: \`"127.0.0.1:6667"\`, \`"[::]:6697 tls"\`. \`[]\` switches a protocol off.
- **Passwords** in the file are bcrypt hashes from \`causeway genpasswd\`; \`"plain:secret"\` is for tests and warned about.
- **Reload** (\`causeway reload\`, SIGHUP) applies what changed and says what waits for a restart. A broken file is refused as a whole and the old
  settings stay.

*restart*: takes effect at the next start. *not yet*: accepted, and without effect in this version; the server says so when it is set to
something else than its default.
`;

/** The manual of every key, as Markdown (docs/configuration.md). */
export function configManual(): string {
  const rows = describeConfig();
  const tables = [...new Set(rows.map(({ table }) => table))];
  const parts = tables.map((table) => {
    const title = table === '' ? 'Above all tables' : `\`[${table}]\``;
    const lines = rows.filter((row) => row.table === table).map(rowLine);
    return `\n## ${title}\n\n| key | default | allowed | |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`;
  });
  return HEAD + parts.join('');
}

function rowLine({ key, table, initial, allowed, doc, restart, inEffect }: KeyDescription): string {
  const name = table === '' ? key : key.slice(table.length + 1);
  const shown = /^["[{\d]|^(true|false)$/.test(initial) ? `\`${cell(initial)}\`` : cell(initial);
  const marks = `${restart ? ' *restart*' : ''}${inEffect ? '' : ' *not yet*'}`;
  return `| \`${name}\` | ${shown} | ${cell(allowed)} | ${cell(doc)}${marks} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
