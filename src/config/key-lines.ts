/**
 * Finds the line on which each key of a TOML document stands, as the parser keeps positions for syntax errors only. The text is
 * known to parse; keys inside an inline table or array get the line of the key that holds it.
 */
export function keyLines(text: string): ReadonlyMap<string, number> {
  const scanner = new Scanner(text);
  const found = new Map<string, number>();
  let table: readonly string[] = [];
  for (let token = scanner.next(); token; token = scanner.next()) {
    const path = token.isTable ? token.path : [...table, ...token.path];
    if (token.isTable) table = token.path;
    for (let length = 1; length <= path.length; length++) {
      const key = pathKey(path.slice(0, length));
      if (!found.has(key) || length === path.length) found.set(key, token.line);
    }
  }
  return found;
}

/** The line of `path`, or of the nearest thing that contains it. */
export function findLine(lines: ReadonlyMap<string, number>, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const line = lines.get(pathKey(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return undefined;
}

function pathKey(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

interface Token {
  readonly path: readonly string[];
  readonly line: number;
  readonly isTable: boolean;
}

const KEY_PART = /\s*(?:([A-Za-z0-9_-]+)|"((?:[^"\\]|\\.)*)"|'([^']*)')[ \t]*/y;

class Scanner {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next table header or key, or undefined at the end. */
  next(): Token | undefined {
    for (;;) {
      this.#skip(/[ \t\r\n]+/y);
      if (this.#at >= this.#text.length) return undefined;
      if (this.#text[this.#at] !== '#') break;
      this.#skip(/[^\n]*/y);
    }
    const line = this.#line;
    const isTable = this.#text[this.#at] === '[';
    if (isTable) this.#skip(/\[+/y);
    const path = this.#path();
    if (isTable) this.#skip(/[^\n]*/y);
    else this.#skipValue();
    return { path, line, isTable };
  }

  #path(): string[] {
    const path: string[] = [];
    do {
      KEY_PART.lastIndex = this.#at;
      const [whole = '', bare, basic, literal] = KEY_PART.exec(this.#text) ?? [];
      if (whole === '') break;
      this.#at += whole.length;
      path.push(bare ?? literal ?? unescape(basic ?? ''));
    } while (this.#text[this.#at] === '.' && ++this.#at);
    return path;
  }

  /** Past a value: to the end of its line, or of its last line where it spans several. */
  #skipValue(): void {
    for (let depth = 0; this.#at < this.#text.length;) {
      const rest = this.#text[this.#at];
      if (rest === '\n' && depth === 0) return;
      if (this.#skip(/"""[^]*?"""+|'''[^]*?'''+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*/y)) continue;
      if (rest === '[' || rest === '{') depth++;
      if (rest === ']' || rest === '}') depth--;
      this.#skip(/[^]/y);
    }
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const [skipped = ''] = pattern.exec(this.#text) ?? [];
    this.#at += skipped.length;
    for (const letter of skipped) if (letter === '\n') this.#line++;
    return skipped !== '';
  }
}

function unescape(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text; // an escape of TOML that JSON lacks: the line is then that of the table
  }
}
