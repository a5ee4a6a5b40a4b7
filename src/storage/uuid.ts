const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Is it a UUID in canonical lower-case text? Only such ids and conversation keys are stored; others are found nowhere. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** For what our own code makes, never users: a key that is no UUID is a programming error. */
export function requireUuid(text: string, what: string): string {
  if (!isUuid(text)) throw new TypeError(`${what} must be a UUID in canonical text, not ${JSON.stringify(text)}`);
  return text;
}
