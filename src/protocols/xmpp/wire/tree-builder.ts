import { ElementParser, xmlLimits, type OpeningTag } from './element-parser.ts';
import type { Element } from './stanza.ts';
import { StreamFault } from './stream-fault.ts';

export { xmlLimits };

/** The opening tag of a stream (RFC 6120 4.7). */
export interface StreamHeader {
  readonly local: string;
  readonly namespace: string;
  /** The default namespace of the stanzas. */
  readonly content: string;
  /** Those without a prefix, and `xml:lang`. */
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly scope: Scope;
}

const parser = new ElementParser();

/** The names that are in force between the stanzas of a stream. Streams that begin alike share one. */
export class Scope {
  /** The stream's tag as written, prefix included: what the end tag must repeat. */
  readonly name: string;
  readonly #declarations: OpeningTag['declarations'];

  /** `tag` is an opening tag with all declarations. Throws `StreamFault` where it is none. */
  constructor(tag: string | OpeningTag) {
    const { name, declarations } = typeof tag === 'string' ? parser.parseTag(tag) : tag;
    this.name = name;
    this.#declarations = declarations;
  }

  /** The one element that `text` is. Throws `StreamFault`. */
  parse(text: string): Element {
    const { prefixes } = parser;
    for (const [prefix, uri] of this.#declarations) prefixes.declare(prefix, uri);
    try {
      return parser.parse(text);
    } finally {
      prefixes.shrink(0);
    }
  }
}

const DECLARATION =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(['"])1\.\d+\1(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(['"])([A-Za-z][\w.-]*)\2)?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:'(?:yes|no)'|"(?:yes|no)"))?[ \t\r\n]*\?>[ \t\r\n]*/;

/** Parses a stream header, with the XML declaration if there is one (XML 1.0 2.8). Throws `StreamFault`. */
export function parseHeader(text: string): StreamHeader {
  const [declaration = '', , , encoding] = DECLARATION.exec(text) ?? [];
  if (encoding !== undefined && encoding.toUpperCase() !== 'UTF-8') throw new StreamFault('unsupported-encoding'); // 11.6
  const tag = parser.parseTag(text.slice(declaration.length));
  const attributes = tag.element.attrs as Record<string, string>;
  return {
    local: tag.element.name,
    namespace: attributes.xmlns ?? '',
    content: new Map(tag.declarations).get('') ?? '',
    attributes,
    scope: scopeOf(tag),
  };
}

/** Shared scopes, as many as clients that differ in their headers; more get one of their own. */
const scopes = new Map<string, Scope>();
const SHARED_SCOPES = 32;

function scopeOf(tag: OpeningTag): Scope {
  const key = JSON.stringify([tag.name, tag.declarations]);
  const shared = scopes.get(key);
  if (shared) return shared;
  const scope = new Scope(tag);
  if (scopes.size < SHARED_SCOPES) scopes.set(key, scope);
  return scope;
}
