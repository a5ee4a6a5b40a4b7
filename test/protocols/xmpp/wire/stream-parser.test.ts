import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CLOSED, StreamParser } from '../../../../src/protocols/xmpp/wire/stream-parser.ts';
import { serialise } from '../../../../src/protocols/xmpp/wire/stanza.ts';
import { StreamFault } from '../../../../src/protocols/xmpp/wire/stream-fault.ts';

const HEADER = `<?xml version='1.0'?><stream:stream to='a.test' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`;

/** What a parser gives for these pieces, one after the other, as text; a fault ends it. */
function read(pieces: readonly Buffer[], maxBytes = 256 * 1024): string[] {
  const parser = new StreamParser(maxBytes);
  const seen: string[] = [];
  try {
    for (const piece of pieces) {
      const reused = Buffer.from(piece);
      parser.push(reused);
      for (let item = parser.next(); item !== undefined; item = parser.next()) {
        if (item === CLOSED) seen.push('closed');
        else if ('header' in item) seen.push(`header to=${item.header.attributes.to}`);
        else seen.push(serialise(item.stanza));
      }
      parser.settle();
      reused.fill(0); // the transport uses its buffer again
    }
  } catch (error) {
    if (!(error instanceof StreamFault)) throw error;
    seen.push(error.condition);
  }
  return seen;
}

const after = (text: string, maxBytes?: number): string | undefined =>
  read([Buffer.from(HEADER), Buffer.from(text)], maxBytes).at(-1);

const LIVELY =
  HEADER +
  ` <iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>\n<message to="b@a.test"><body>h\u00e9 &lt;\u{1f600}&#x41;<![CDATA[<]]]></body></message>` +
  `<presence><x:y xmlns:x='urn:x' x:a='1>' b="'"/></presence></stream:stream>`;
const LIVELY_ITEMS = [
  'header to=a.test',
  `<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>`,
  `<message to='b@a.test'><body>h\u00e9 &lt;\u{1f600}A&lt;]</body></message>`,
  `<presence><y xmlns='urn:x' xmlns:x='urn:x' x:a='1&gt;' b='&apos;'/></presence>`,
  'closed',
];

test('a stream cut anywhere gives the same stanzas (X-06)', () => {
  const bytes = Buffer.from(LIVELY);
  assert.deepEqual(read([bytes]), LIVELY_ITEMS);
  assert.deepEqual(read(Array.from(bytes, (_, i) => bytes.subarray(i, i + 1))), LIVELY_ITEMS);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      assert.deepEqual(read(at.slice(1).map((end, i) => bytes.subarray(at[i], end))), LIVELY_ITEMS);
    }),
    { numRuns: 1000 },
  );
});

test('what RFC 6120 11.1 forbids is refused at its first bytes (X-01, X-02)', () => {
  for (const text of ['<!DOC', '<!-', '<?x', '<message><!E', '<message><!--', '<message><?p']) {
    assert.equal(after(text), 'restricted-xml', text);
  }
  assert.deepEqual(read([Buffer.from(`<?xml version='1.0'?><!DOCTYPE s [<!ENTITY a "aaaa">`)]), ['restricted-xml']);
  assert.equal(after('<message><body>&foo;</body></message>'), 'not-well-formed');
});

test('deep nesting is refused at depth 64, long before it is complete (X-03)', () => {
  assert.equal(after('<a>'.repeat(100_000)), 'policy-violation');
  assert.match(after('<a>'.repeat(64) + '</a>'.repeat(64)) ?? '', /^<a>/);
});

test('attributes are bounded in count and size (X-04, X-14)', () => {
  const many = Array.from({ length: 65 }, (_, i) => ` a${i}=''`).join('');
  assert.equal(after(`<message${many}/>`), 'policy-violation');
  assert.equal(after(`<message ${'a'.repeat(2000)}=''/>`), 'policy-violation');
  assert.equal(after(`<message id='${'a'.repeat(9000)}'/>`), 'policy-violation');
});

test('a stanza is refused at the byte that exceeds its limit, complete or not (X-05)', () => {
  const fits = `<message>${'x'.repeat(1000 - 19)}</message>`;
  assert.equal(Buffer.byteLength(fits), 1000);
  assert.match(after(fits, 1000) ?? '', /^<message>/);
  assert.equal(after(fits, 999), 'policy-violation');
  assert.equal(after(fits.slice(0, -5) + 'yyyyyy', 1000), 'policy-violation');
  assert.equal(after(`<message>${'\u00e9'.repeat(500)}`, 1000), 'policy-violation');
});

test('a stanza that comes byte by byte is not looked at twice and held once', () => {
  const parser = new StreamParser(1 << 20);
  parser.push(Buffer.from(HEADER));
  parser.next();
  parser.settle();
  const stanza = Buffer.from(`<message><body>${'x'.repeat(200_000)}</body></message>`);
  let found = 0;
  for (let i = 0; i < stanza.length; i++) {
    parser.push(stanza.subarray(i, i + 1));
    if (parser.next()) found++;
    parser.settle();
  }
  assert.equal(found, 1);
  assert.equal(parser.held, 0);
});

test('bytes that are no XML characters end the stream (X-07)', () => {
  const body = (bytes: number[]): string | undefined =>
    read([
      Buffer.from(HEADER),
      Buffer.concat([Buffer.from('<message>'), Buffer.from(bytes), Buffer.from('</message>')]),
    ]).at(-1);
  assert.equal(body([0xff]), 'bad-format');
  assert.equal(body([0xc0, 0xaf]), 'bad-format', 'overlong');
  assert.equal(body([0xed, 0xa0, 0x80]), 'bad-format', 'surrogate');
  assert.equal(body([0xef, 0xbf, 0xbe]), 'bad-format', 'U+FFFE');
  assert.equal(body([0x00]), 'bad-format');
  assert.equal(body([0x02]), 'bad-format');
  assert.equal(after('<message>&#0;</message>'), 'not-well-formed');
});

test('what is not well-formed ends the stream', () => {
  for (const text of [
    '<a></b>',
    '<a><b></a></b>',
    '<a x=1/>',
    `<a x='1' x='2'/>`,
    '<a b/>',
    '</x>',
    '</stream:stream x>',
    '< a/>',
    `<a x='<'/>`,
    '<a>]]></a>',
  ]) {
    assert.equal(after(text), 'not-well-formed', text);
  }
  assert.equal(after('<x:a/>'), 'bad-namespace-prefix');
  assert.equal(after('hello<a/>'), 'bad-format');
  assert.deepEqual(read([Buffer.from('GET / HTTP/1.1\r\n')]), ['not-well-formed']);
  assert.deepEqual(read([Buffer.from(`<?xml version='1.0' encoding='ISO-8859-1'?><a>`)]), ['unsupported-encoding']);
});

test('names keep their namespaces when a part of a stanza travels on (X-08)', () => {
  const header = HEADER.replace(`<stream:stream`, `<stream:stream xmlns:o='urn:outer'`);
  const [, stanza] = read([
    Buffer.from(header + `<message o:a='1'><o:x><y/><z xmlns=''/></o:x><stream:q xmlns:stream='urn:evil'/></message>`),
  ]);
  assert.equal(
    stanza,
    `<message xmlns:o='urn:outer' o:a='1'><x xmlns='urn:outer'><y xmlns='jabber:client'/><z xmlns=''/></x><q xmlns='urn:evil' xmlns:stream='urn:evil'/></message>`,
  );
});

test('a parser that met a fault does not disturb other streams that begin alike', () => {
  assert.equal(after('<message><a></b></message>'), 'not-well-formed');
  assert.equal(after('<message/>'), '<message/>');
});

test('serialised again and again, a stanza says the same (X-09)', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  fc.assert(
    fc.property(text, text, (value, content) => {
      const once = after(serialiseMessage(value, content)) as string;
      assert.equal(after(once), once);
    }),
    { numRuns: 500 },
  );
});

function serialiseMessage(value: string, content: string): string {
  const [, stanza] = readStanza(`<message><body/></message>`);
  stanza.attrs.id = value;
  stanza.append(content);
  return serialise(stanza);
}

function readStanza(text: string) {
  const parser = new StreamParser(1000);
  parser.push(Buffer.from(HEADER + text));
  parser.next();
  const item = parser.next();
  assert.ok(item && item !== CLOSED && 'stanza' in item);
  return [parser, item.stanza] as const;
}

test('white space between stanzas is passed over and not kept (X-16)', () => {
  const parser = new StreamParser(1000);
  parser.push(Buffer.from(HEADER));
  parser.next();
  const space = Buffer.alloc(1 << 20, 0x20);
  for (let i = 0; i < 10; i++) {
    parser.push(space);
    assert.equal(parser.next(), undefined);
    parser.settle();
    assert.equal(parser.held, 0);
  }
});
