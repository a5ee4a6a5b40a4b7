const escapes: Readonly<Record<string, string>> = { ':': ';', s: ' ', '\\': '\\', r: '\r', n: '\n' };
const unescaped = /[;\s\\]/;

/** Reads what is between `@` and the space. The last of several with one name counts (message-tags, "Rules for naming"). */
export function parseTags(text: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (let at = 0; at < text.length;) {
    const semicolon = text.indexOf(';', at);
    const end = semicolon < 0 ? text.length : semicolon;
    const equals = text.indexOf('=', at);
    if (equals < 0 || equals > end) {
      if (end > at) tags.set(text.slice(at, end), '');
    } else if (equals > at) tags.set(text.slice(at, equals), unescapeTag(text.slice(equals + 1, end)));
    at = end + 1;
  }
  return tags;
}

/** message-tags, "Escaping values": an unknown escape is its letter, a backslash at the end is nothing. */
export function unescapeTag(value: string): string {
  if (!value.includes('\\')) return value;
  return value.replace(/\\(.?)/gs, (_, letter: string) => escapes[letter] ?? letter);
}

export function escapeTag(value: string): string {
  if (!unescaped.test(value)) return value;
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\:')
    .replaceAll(' ', '\\s')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n');
}

/** `name=value` as it goes on the wire; without the sign where there is no value. */
export function formatTag(name: string, value: string): string {
  return value === '' ? name : `${name}=${escapeTag(value)}`;
}

const CLIENT_TAG = /^\+([a-z0-9-]+(\.[a-z0-9-]+)*\/)?[A-Za-z0-9-]+$/;

/** The tags that clients may send each other (`+name`), or undefined where there are none. All others are the server's to set. */
export function clientOnlyTags(tags: ReadonlyMap<string, string>): Record<string, string> | undefined {
  const found = [...tags].filter(([name]) => CLIENT_TAG.test(name));
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
