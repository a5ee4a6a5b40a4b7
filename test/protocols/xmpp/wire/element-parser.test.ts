import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Scope } from '../../../../src/protocols/xmpp/wire/tree-builder.ts';
import { namespaceOf, serialise, type Element } from '../../../../src/protocols/xmpp/wire/stanza.ts';
import { StreamFault } from '../../../../src/protocols/xmpp/wire/stream-fault.ts';
import { readBySaxes } from './saxes-oracle.ts';

const TAG = "<s:s xmlns='jabber:client' xmlns:s='urn:stream' xmlns:o='urn:outer'>";
const scope = new Scope(TAG);

function read(text: string): Element | undefined {
  try {
    return scope.parse(text);
  } catch (error) {
    if (error instanceof StreamFault) return undefined;
    throw error;
  }
}

/** Ours, spelt as the oracle spells it: texts beside one another are one. */
function spell(element: Element): string {
  const attributes = element.attrs as Record<string, string>;
  const own = Object.keys(attributes)
    .filter((name) => name !== 'xmlns' && !name.startsWith('xmlns:'))
    .map(
      (name) => `{${uriOf(name, attributes)}}${name.slice(name.indexOf(':') + 1)}=${JSON.stringify(attributes[name])}`,
    );
  const children = element.children.map((child) => (typeof child === 'string' ? JSON.stringify(child) : spell(child)));
  return `<${[`{${namespaceOf(element)}}${element.name}`, ...own.sort()].join(' ')}>${children.join('')}</>`;
}

function uriOf(name: string, attributes: Record<string, string>): string {
  const prefix = name.includes(':') ? name.slice(0, name.indexOf(':')) : '';
  if (prefix === '') return '';
  return prefix === 'xml' ? 'http://www.w3.org/XML/1998/namespace' : (attributes[`xmlns:${prefix}`] ?? 'undeclared');
}

function check(text: string): void {
  if (/xmlns[^=]*=\s*(['"])(\s|[^'"]*\s\1)/.test(text)) return; // the oracle trims namespaces
  if (/\w:[-.\d]/.test(text)) return; // the oracle takes any letter behind a colon
  const [ours, theirs] = [read(text), readBySaxes(TAG, text)];
  assert.equal(ours && joined(spell(ours)), theirs && joined(theirs), text);
}

/** Texts that one parser gives in one piece and another in several. */
function joined(spelt: string): string {
  return spelt.replaceAll('""', '');
}

const name = fc.constantFrom(
  'a',
  'b',
  'o:a',
  'p:b',
  'xml:lang',
  'xmlns',
  'xmlns:p',
  'xmlns:q',
  'é',
  'a-1',
  '1a',
  ':a',
  'a:',
  'p:q:r',
  'xmlns:xml',
  'xml:x',
);
const tagName = name.filter((each) => !each.startsWith('xml:'));
const value = fc.constantFrom(
  '',
  'x',
  'urn:p',
  'urn:outer',
  '&amp;',
  '&#65;',
  '&#x1F600;',
  '&#0;',
  '&foo;',
  '&',
  '<',
  '\t',
  '\r\n',
  'é😀',
  '>',
  ']]>',
  'http://www.w3.org/XML/1998/namespace',
  '&lt',
);
const attribute = fc
  .tuple(fc.constantFrom(' ', '  ', '\n', ''), name, fc.constantFrom('=', ' = ', ''), fc.constantFrom("'", '"'), value)
  .map(([space, key, equals, quote, content]) => `${space}${key}${equals}${quote}${content}${quote}`);
const attributes = fc.array(attribute, { maxLength: 3 }).map((all) => all.join(''));
const content = fc.constantFrom(
  '',
  'text',
  ' ',
  '&lt;',
  '&#10;',
  '\r\n',
  '\r',
  ']]>',
  ']]',
  '<![CDATA[<&]]>',
  '<![CDATA[]]]]>',
  '<![CDATA[\r]]>',
  '&#xD800;',
  '&bad;',
  'é',
  '\x01',
  '￾',
  '>',
);

const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(tagName, attributes, fc.constantFrom('/>', ' />')).map(([tag, some, end]) => `<${tag}${some}${end}`),
    fc
      .tuple(
        tagName,
        attributes,
        content,
        fc.array(tie('tree'), { maxLength: 3 }),
        content,
        fc.constantFrom('>', ' >', '\n>'),
      )
      .map(([tag, some, before, inner, after, end]) => `<${tag}${some}>${before}${inner.join(after)}</${tag}${end}`),
  ),
}));

test('every stanza is read as by another parser, or refused by both', () => {
  fc.assert(fc.property(tree, check), { numRuns: 3000 });
});

test('a stanza with one letter changed, lost or added is read as by another parser, or refused by both', () => {
  const good = `<message o:x="1" xml:lang='en'><p:b xmlns:p='urn:p' p:q='&lt;'>t&amp;u<![CDATA[ ]]></p:b><c xmlns=''/> </message>`;
  const letter = fc.constantFrom(...`<>/'"=&;: x!?[]-\r\né\0`);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: good.length - 2 }),
      fc.constantFrom(0, 1),
      letter,
      fc.boolean(),
      (at, cut, by, isAdded) => {
        const text = good.slice(0, at) + (isAdded ? by : '') + good.slice(at + cut);
        if (/<[!?](?!\[CDATA\[)/.test(text))
          assert.equal(read(text), undefined); // comments and the like (RFC 6120 11.1)
        else check(text);
      },
    ),
    { numRuns: 3000 },
  );
});

test('what is read and written again says the same (X-09)', () => {
  fc.assert(
    fc.property(tree, (text) => {
      const element = read(text);
      if (!element) return;
      const again = read(serialise(element)) as Element;
      assert.equal(joined(spell(again)), joined(spell(element)));
    }),
    { numRuns: 2000 },
  );
});

test('attributes may be called as JavaScript calls its own', () => {
  const element = scope.parse("<a __proto__='1' constructor='2' toString='3'/>");
  assert.equal(serialise(element), "<a __proto__='1' constructor='2' toString='3'/>");
});
