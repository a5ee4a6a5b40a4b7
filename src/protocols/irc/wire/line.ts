/** A line as a client sent it (RFC 2812 2.3.1, message-tags). What stands for its source is nobody's but ours to say and is dropped. */
export interface Line {
  /** What is between `@` and the space, unread; most lines are never asked for it. */
  readonly tags: string | undefined;
  /** In capitals. */
  readonly command: string;
  readonly params: readonly string[];
}

/** RFC 2812 2.3.1: fourteen middle parameters, and whatever follows is the last. */
const MOST_PARAMS = 15;
/** Letters or digits by the grammar; whatever else people type is a command that we do not know, and is told so (421). */
const COMMAND = /^[!-~]{1,32}$/;

/** Undefined where there is no command. The text has no CR, LF or NUL and is within the limits: the framer saw to that. */
export function parseLine(text: string): Line | undefined {
  let at = 0;
  let tags: string | undefined;
  if (text[0] === '@') {
    at = text.indexOf(' ');
    if (at < 0) return undefined;
    tags = text.slice(1, at);
  }
  at = skipSpaces(text, at);
  if (text[at] === ':') {
    const space = text.indexOf(' ', at);
    if (space < 0) return undefined;
    at = skipSpaces(text, space);
  }
  const end = wordEnd(text, at);
  const command = text.slice(at, end);
  if (!COMMAND.test(command)) return undefined;
  return { tags, command: command.toUpperCase(), params: parseParams(text, end) };
}

function parseParams(text: string, from: number): string[] {
  const params: string[] = [];
  let at = skipSpaces(text, from);
  while (at < text.length) {
    if (text[at] === ':') {
      params.push(text.slice(at + 1));
      break;
    }
    if (params.length === MOST_PARAMS - 1) {
      params.push(text.slice(at));
      break;
    }
    const end = wordEnd(text, at);
    params.push(text.slice(at, end));
    at = skipSpaces(text, end);
  }
  return params;
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 32) at++;
  return at;
}

function wordEnd(text: string, from: number): number {
  const space = text.indexOf(' ', from);
  return space < 0 ? text.length : space;
}
