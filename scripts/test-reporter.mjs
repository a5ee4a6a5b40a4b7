// What `npm test` prints: one line per test, every failure in full, and the totals as the very last lines.
import { relative } from 'node:path';
import { inspect } from 'node:util';

/** A node:test reporter; Node wants it as default export (https://nodejs.org/docs/latest-v20.x/api/test.html#custom-reporters). */
export default async function* reporter(source) {
  const failures = [];
  const totals = [];
  for await (const { type, data } of source) {
    if (type === 'test:pass') yield line('ok', data);
    if (type === 'test:fail') {
      yield line('FAIL', data);
      if (isCause(data)) failures.push(data);
    }
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type === 'test:diagnostic' && data.nesting === 0) totals.push(data.message);
  }
  for (const failure of failures) yield describe(failure);
  yield `\n${totals.map((total) => `# ${total}`).join('\n')}\n`;
}

function line(verdict, { name, nesting, details, skip, todo, file }) {
  const note = skip !== undefined ? ` # skip ${skip === true ? '' : skip}` : todo !== undefined ? ' # todo' : '';
  const shown = file !== undefined && name === file ? relative(process.cwd(), name) : name;
  return `${'  '.repeat(nesting)}${verdict.padEnd(5)}${shown} (${Math.round(details.duration_ms)} ms)${note}\n`;
}

/** A suite that fails only because a test in it failed says nothing new. */
function isCause({ details, todo }) {
  return todo === undefined && details.error?.failureType !== 'subtestsFailed';
}

function describe({ name, file, line: row, column, details }) {
  const place = file === undefined ? '' : `\n  at ${relative(process.cwd(), file)}:${row}:${column}`;
  const cause = details.error?.cause ?? details.error;
  const text =
    cause instanceof Error ? (cause.stack ?? cause.message) : typeof cause === 'string' ? cause : inspect(cause);
  return `\nFAIL ${name}${place}\n${text.replace(/^/gm, '    ')}\n`;
}
