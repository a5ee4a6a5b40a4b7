import { Element } from 'ltx';
import { NS } from './namespaces.ts';

export { Element };

/** A child to build with: nothing is added for `undefined`. */
export type Child = Element | string | undefined;
export type Attributes = Readonly<Record<string, string | undefined>>;

/**
 * Builds an element. `name` has no prefix: the namespace, where it differs from the parent's, is the attribute `xmlns`.
 * Attributes that are undefined are left out.
 */
export function xml(name: string, attributes?: Attributes, ...children: readonly Child[]): Element {
  const element = new Element(name);
  for (const key in attributes) {
    const value = attributes[key];
    if (value !== undefined) element.attrs[key] = value;
  }
  for (const child of children) {
    if (child !== undefined) element.append(child);
  }
  return element;
}

/** The child elements, text left out. */
export function elements(parent: Element): Element[] {
  return parent.children.filter((child): child is Element => typeof child !== 'string');
}

/** The first child of that name and namespace. */
export function childOf(parent: Element, name: string, namespace: string): Element | undefined {
  for (const child of parent.children) {
    if (typeof child !== 'string' && isNamed(child, name, namespace)) return child;
  }
  return undefined;
}

/** Is it `{namespace}name`? */
export function isNamed(element: Element, name: string, namespace: string): boolean {
  return element.name === name && namespaceOf(element) === namespace;
}

/** The namespace of an element, the empty one included; what is built without any is a stanza's. */
export function namespaceOf(element: Element): string {
  for (let at: Element | null = element; at; at = at.parent) {
    const declared: unknown = at.attrs.xmlns;
    if (typeof declared === 'string') return declared;
  }
  return NS.client;
}

/** The text of the first child of that name and namespace; undefined where there is no such child. */
export function textOf(parent: Element, name: string, namespace: string): string | undefined {
  return childOf(parent, name, namespace)?.getText();
}

/** An attribute, undefined where it is missing. */
export function attribute(element: Element, name: string): string | undefined {
  const value: unknown = element.attrs[name];
  return typeof value === 'string' ? value : undefined;
}

/**
 * The element as XML, for a place where the default namespace is `scope`. Whatever the strings hold, the result is
 * well-formed: what XML 1.0 cannot say is left out, and line ends and tabs in attributes survive the next parser.
 */
export function serialise(element: Element, scope: string = NS.client): string {
  let text = `<${element.name}`;
  let inner = scope;
  for (const key in element.attrs) {
    const value: unknown = element.attrs[key];
    if (value === undefined || value === null) continue;
    if (key === 'xmlns') {
      inner = String(value);
      if (inner === scope) continue;
    }
    text += ` ${key}='${escapeAttribute(String(value))}'`;
  }
  if (element.children.length === 0) return `${text}/>`;
  text += '>';
  for (const child of element.children) {
    text += typeof child === 'string' ? escapeText(child) : serialise(child, inner);
  }
  return `${text}</${element.name}>`;
}

const NOT_XML = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu; // XML 1.0 2.2 Char
/** Whatever may have to be spelt in another way; most texts have none of it. */
const UNUSUAL = /[\x00-\x1f&<>'"\ud800-\udfff\ufffe\uffff]/;
const TEXT_SPECIAL = /[&<>\r]/g;
const ATTRIBUTE_SPECIAL = /[&<>'"\t\n\r]/g;
const SPELLING: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text without what XML 1.0 cannot carry: control codes, unpaired surrogates, U+FFFE and U+FFFF. */
export function legalText(text: string): string {
  return text.replace(NOT_XML, '');
}

/** Text as element content. */
export function escapeText(text: string): string {
  if (!UNUSUAL.test(text)) return text;
  return legalText(text).replace(TEXT_SPECIAL, (character) => SPELLING[character] as string);
}

/** Text as the value of an attribute, whichever quotes are around it. */
export function escapeAttribute(text: string): string {
  if (!UNUSUAL.test(text)) return text;
  return legalText(text).replace(ATTRIBUTE_SPECIAL, (character) => SPELLING[character] as string);
}
