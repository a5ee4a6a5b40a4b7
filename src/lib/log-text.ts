const SECRET_NAME = /pass(word|wd|phrase)?$|secret|token|authorization|credential|privatekey|cookie/i;
const MAX_DEPTH = 6;

/** A copy in which the values of fields named like secrets are `(secret)`. Errors and other class instances are left as they are. */
export function redactSecrets(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redact(fields, 0) as Record<string, unknown>;
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '(deep)';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, SECRET_NAME.test(name) ? '(secret)' : redact(item, depth + 1)]),
  );
}

/**
 * Spells control characters as `\u001b`. Lines of JSON keep their final newline (JSON has escaped the others already); with `all`
 * every newline is escaped too.
 */
export function escapeControls(text: string, all = false): string {
  return text.replace(all ? /[\x00-\x1f\x7f-\x9f\u2028\u2029]/g : /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]/g, spell);
}

/** A stack trace of which only the line breaks before frames are kept: an error's message may hold anything. */
export function escapeStack(stack: string): string {
  return stack
    .split(/\n(?= {4}at )/)
    .map((part) => escapeControls(part, true))
    .join('\n');
}

function spell(control: string): string {
  if (control === '\n') return '\\n';
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
