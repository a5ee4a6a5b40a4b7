import { Prefixes } from './prefixes.ts';
import { Element } from './stanza.ts';
import { StreamFault } from './stream-fault.ts';
import { checkCharacters, contentOf, lines, valueOf } from './xml-text.ts';

/** What a peer's XML may hold at most (RELIABILITY ). */
export const xmlLimits = { depth: 64, attributes: 64, name: 1024, value: 8192 } as const;

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const EQUALS = 0x3d;
const APOS = 0x27;
const QUOT = 0x22;
const COLON = 0x3a;
const CDATA = '<![CDATA[';

const START =
  'A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF' +
  '\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const NAME = new RegExp(`[${START}][${START}.0-9\\xB7\\u0300-\\u036F\\u203F\\u2040-]*`, 'uy'); // NCName

/** The letters of ASCII names: 1 where a name may begin, 2 where it may only go on. */
const letters = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const letter = String.fromCharCode(code);
  letters[code] = /[A-Za-z_]/.test(letter) ? 1 : /[0-9.-]/.test(letter) ? 2 : 0;
}

export interface OpeningTag {
  /** As written, prefix included. */
  readonly name: string;
  readonly element: Element;
  readonly declarations: readonly (readonly [prefix: string, uri: string])[];
}

/**
 * Reads one whole element, strictly: well-formed and namespace-well-formed XML 1.0 without what RFC 6120 11.1 forbids, or a
 * `StreamFault`. The tree needs nothing from outside but the default namespace: no element has a prefix, and every prefix of
 * an attribute is declared beside it. So whatever part of a stanza travels on, its names stay what they were.
 */
export class ElementParser {
  readonly prefixes = new Prefixes();
  #text = '';
  #at = 0;
  #prefix = '';
  #local = '';
  /** The tag just read has no content. */
  #isClosed = false;
  /** Attributes of the tag being read: prefix, local name and value of each in turn. */
  readonly #attributes: string[] = [];
  #attributeCount = 0;
  /** Of the open elements: name as written, namespace, and how many declarations were in force outside. */
  readonly #names: string[] = [];
  readonly #uris: string[] = [];
  readonly #sizes: number[] = [];
  #depth = 0;

  /** `text` as a whole; declarations in `prefixes` are in force. */
  parse(text: string): Element {
    return this.#read(text, () => this.#element());
  }

  /** An opening tag alone, with what it declares: the header of a stream. */
  parseTag(text: string): OpeningTag {
    return this.#read(text, () => {
      const element = this.#openTag(undefined);
      if (this.#isClosed || this.#at !== text.length) this.#fail();
      return { name: this.#names[0] as string, element, declarations: this.prefixes.entries() };
    });
  }

  #read<Result>(text: string, read: () => Result): Result {
    checkCharacters(text);
    this.#text = text;
    this.#at = 0;
    const size = this.prefixes.size;
    try {
      return read();
    } finally {
      this.#text = '';
      this.prefixes.shrink(size);
      this.#depth = 0;
    }
  }

  #element(): Element {
    const text = this.#text;
    const root = this.#openTag(undefined);
    let open: Element | undefined = this.#isClosed ? undefined : root;
    while (open) {
      const lt = text.indexOf('<', this.#at);
      if (lt < 0) this.#fail();
      if (lt > this.#at) addText(open, contentOf(text.slice(this.#at, lt)));
      this.#at = lt;
      const next = text.charCodeAt(lt + 1);
      if (next === SLASH) {
        this.#closeTag();
        open = open.parent ?? undefined;
      } else if (next === BANG) {
        addText(open, this.#cdata());
      } else {
        const child = this.#openTag(open);
        if (!this.#isClosed) open = child;
      }
    }
    if (this.#at !== text.length) this.#fail();
    return root;
  }

  #openTag(parent: Element | undefined): Element {
    const { prefixes } = this;
    if (this.#text.charCodeAt(this.#at++) !== LT) this.#fail();
    const from = this.#at;
    this.#qname();
    const [prefix, local] = [this.#prefix, this.#local];
    const name = this.#text.slice(from, this.#at);
    const size = prefixes.size;
    this.#readAttributes();
    if (prefix === 'xml') this.#fail(); // nothing is there, and without the prefix it could not be written
    const uri = prefixes.resolve(prefix);
    const element = new Element(local);
    const depth = this.#depth;
    this.#fill(element.attrs as Record<string, string>, uri, depth === 0 ? undefined : this.#uris[depth - 1]);
    if (parent) {
      parent.children.push(element);
      element.parent = parent;
    }
    if (this.#isClosed) prefixes.shrink(size);
    else this.#push(name, uri, size);
    return element;
  }

  #push(name: string, uri: string, size: number): void {
    if (this.#depth >= xmlLimits.depth) {
      throw new StreamFault('policy-violation', 'Too many elements within each other.');
    }
    this.#names[this.#depth] = name;
    this.#uris[this.#depth] = uri;
    this.#sizes[this.#depth++] = size;
  }

  #closeTag(): void {
    const name = this.#names[--this.#depth] as string;
    this.prefixes.shrink(this.#sizes[this.#depth] as number);
    if (!this.#text.startsWith(name, this.#at + 2)) this.#fail();
    this.#at += 2 + name.length;
    this.#skipSpace();
    if (this.#text.charCodeAt(this.#at++) !== GT) this.#fail();
  }

  #cdata(): string {
    const from = this.#at + CDATA.length;
    const end = this.#text.indexOf(']]>', from);
    if (!this.#text.startsWith(CDATA, this.#at) || end < 0) this.#fail();
    this.#at = end + 3;
    return lines(this.#text.slice(from, end));
  }

  /** Up to and with the end of the tag; declarations are in force from here on. */
  #readAttributes(): void {
    this.#attributeCount = 0;
    for (;;) {
      const hadSpace = this.#skipSpace();
      const code = this.#text.charCodeAt(this.#at);
      if (code === GT || code === SLASH) {
        this.#isClosed = code === SLASH;
        this.#at += this.#isClosed ? 2 : 1;
        if (this.#text.charCodeAt(this.#at - 1) !== GT) this.#fail();
        return;
      }
      if (!hadSpace) this.#fail();
      this.#readAttribute();
    }
  }

  #readAttribute(): void {
    this.#qname();
    const [prefix, local] = [this.#prefix, this.#local];
    this.#skipSpace();
    if (this.#text.charCodeAt(this.#at++) !== EQUALS) this.#fail();
    this.#skipSpace();
    const quote = this.#text.charCodeAt(this.#at++);
    if (quote !== APOS && quote !== QUOT) this.#fail();
    const end = this.#text.indexOf(quote === APOS ? "'" : '"', this.#at);
    if (end < 0) this.#fail();
    const value = valueOf(this.#text.slice(this.#at, end));
    this.#at = end + 1;
    if (value.length > xmlLimits.value) throw new StreamFault('policy-violation', 'An attribute is too long.');
    if (this.#attributeCount >= 3 * xmlLimits.attributes) {
      throw new StreamFault('policy-violation', 'Too many attributes.');
    }
    this.#attributes[this.#attributeCount++] = prefix;
    this.#attributes[this.#attributeCount++] = local;
    this.#attributes[this.#attributeCount++] = value;
    if (prefix === 'xmlns') this.prefixes.declare(local, value);
    else if (prefix === '' && local === 'xmlns') this.prefixes.declare('', value);
  }

  /** The attributes of a tag as those of its element. */
  #fill(attributes: Record<string, string>, uri: string, outer: string | undefined): void {
    if (uri !== outer) attributes.xmlns = uri;
    const read = this.#attributes;
    for (let i = 0; i < this.#attributeCount; i += 3) {
      const [prefix, local] = [read[i] as string, read[i + 1] as string];
      this.#checkUnique(i, prefix, local);
      if (prefix === '') {
        if (local !== 'xmlns') set(attributes, local, read[i + 2] as string);
        continue;
      }
      if (prefix === 'xmlns' && local === 'xml') continue;
      if (prefix !== 'xml' && prefix !== 'xmlns') attributes[`xmlns:${prefix}`] = this.prefixes.resolve(prefix);
      attributes[`${prefix}:${local}`] = read[i + 2] as string;
    }
  }

  /** No two attributes of one name, as written or as meant (Namespaces in XML 1.0 6.3). */
  #checkUnique(index: number, prefix: string, local: string): void {
    for (let i = 0; i < index; i += 3) {
      if (this.#attributes[i + 1] !== local) continue;
      const other = this.#attributes[i] as string;
      if (other === prefix) this.#fail();
      if (other === '' || prefix === '' || other === 'xmlns' || prefix === 'xmlns') continue;
      if (this.prefixes.resolve(other) === this.prefixes.resolve(prefix)) this.#fail();
    }
  }

  #qname(): void {
    const first = this.#ncname();
    if (this.#text.charCodeAt(this.#at) !== COLON) {
      this.#prefix = '';
      this.#local = first;
      return;
    }
    this.#at++;
    this.#prefix = first;
    this.#local = this.#ncname();
  }

  #ncname(): string {
    const text = this.#text;
    const from = this.#at;
    let at = from;
    let code = text.charCodeAt(at);
    if (letters[code] === 1) while (letters[code]) code = text.charCodeAt(++at);
    if (code > 0x7f) {
      NAME.lastIndex = from;
      at = NAME.test(text) ? NAME.lastIndex : from;
    }
    if (at === from) this.#fail();
    if (at - from > xmlLimits.name) throw new StreamFault('policy-violation', 'A name is too long.');
    this.#at = at;
    return text.slice(from, at);
  }

  #skipSpace(): boolean {
    const from = this.#at;
    for (let code = this.#text.charCodeAt(from); ; code = this.#text.charCodeAt(this.#at)) {
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return this.#at > from;
      this.#at++;
    }
  }

  #fail(): never {
    throw new StreamFault('not-well-formed');
  }
}

/** Also for a name that means something else to JavaScript. */
function set(attributes: Record<string, string>, name: string, value: string): void {
  if (name === '__proto__') Object.defineProperty(attributes, name, { value, enumerable: true });
  else attributes[name] = value;
}

function addText(parent: Element, text: string): void {
  const { children } = parent;
  const last = children.length - 1;
  const before = children[last];
  if (typeof before === 'string') children[last] = before + text;
  else if (text !== '') children.push(text);
}
