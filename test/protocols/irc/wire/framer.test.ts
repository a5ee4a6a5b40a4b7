import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Framer, MAX_LINE, type BadLine } from '../../../../src/protocols/irc/wire/framer.ts';

function drain(framer: Framer): (string | BadLine)[] {
  const lines: (string | BadLine)[] = [];
  for (let line = framer.next(); line !== undefined; line = framer.next()) lines.push(line);
  return lines;
}

/** What comes out when the bytes arrive in pieces, each in a buffer that is used again. */
function framed(bytes: Buffer, cuts: readonly number[] = []): (string | BadLine)[] {
  const framer = new Framer();
  const lines: (string | BadLine)[] = [];
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    const chunk = Buffer.from(bytes.subarray(from, end));
    framer.push(chunk);
    lines.push(...drain(framer));
    framer.keep();
    chunk.fill(0x21);
    from = end;
  }
  return lines;
}

const faults = (bytes: Buffer) => framed(bytes).map((line) => (typeof line === 'string' ? 'line' : line.fault));

// RFC 2812 2.3: lines end with CR LF; a lone LF is taken, too, as clients send it.
test('lines come out the same wherever the reads cut them', () => {
  const line = fc.stringMatching(/^[^\r\n\0]{0,60}$/).map((text) => Buffer.from(text).toString());
  const ends = fc.constantFrom('\r\n', '\n');
  const cuts = fc.array(fc.nat(5000), { maxLength: 40 });
  fc.assert(
    fc.property(fc.array(fc.tuple(line, ends), { maxLength: 20 }), cuts, (lines, places) => {
      const bytes = Buffer.from(lines.map((parts) => parts.join('')).join(''));
      assert.deepEqual(
        framed(bytes, places),
        lines.map(([text]) => text).filter((text) => text !== ''),
      );
    }),
  );
});

test('a line cut at every single byte is the same line', () => {
  const bytes = Buffer.from('@a=b :x PRIVMSG #ä :grüße 😀\r\nPING :y\n');
  const all = Array.from({ length: bytes.length }, (_, i) => i);
  assert.deepEqual(framed(bytes, all), ['@a=b :x PRIVMSG #ä :grüße 😀', 'PING :y']);
});

// RFC 2812 2.3, message-tags "Size limit"
test('512 bytes of line and 4096 of tags pass, one more does not', () => {
  const body = (length: number) => `${'x'.repeat(length - 2)}\r\n`;
  const tags = (length: number) => `@${'t'.repeat(length - 2)} `;
  assert.deepEqual(faults(Buffer.from(body(512))), ['line']);
  assert.deepEqual(faults(Buffer.from(body(513))), ['too-long']);
  assert.deepEqual(faults(Buffer.from(tags(4096) + body(512))), ['line']);
  assert.deepEqual(faults(Buffer.from(tags(4097) + 'PING x\r\n')), ['too-long']);
  assert.deepEqual(faults(Buffer.from(tags(4096) + body(513))), ['too-long']);
  assert.deepEqual(faults(Buffer.from(`@${'t'.repeat(600)}\r\n`)), ['line']);
});

test('a line that is too long is dropped alone: what follows is read', () => {
  assert.deepEqual(framed(Buffer.from(`${'x'.repeat(3000)}\r\nPING :a\r\n`), [700, 2900]).at(-1), 'PING :a');
});

// RELIABILITY I-01
test('no newline within the largest line there can be is the end', () => {
  const framer = new Framer();
  framer.push(Buffer.alloc(MAX_LINE, 0x41));
  assert.equal(framer.next(), undefined);
  framer.keep();
  framer.push(Buffer.from('A'));
  assert.deepEqual(framer.next(), { fault: 'endless', text: '' });
  assert.equal(framer.held, 0);
});

test('plain blocks and others, of lines short and long, are read alike', () => {
  const line = fc
    .tuple(fc.nat(1200), fc.constantFrom('a', 'é', 'b\rc', '@t '))
    .map(([length, text]) => text + 'x'.repeat(length % 700));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), fc.array(fc.nat(20_000), { maxLength: 5 }), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\r\n`).join(''));
      const expected = lines.map((text) => {
        if (Buffer.byteLength(text.replace(/^@t /, '')) > 510) return 'too-long';
        return text.includes('\r') ? 'forbidden-byte' : text;
      });
      assert.deepEqual(
        framed(bytes, cuts).map((each) => (typeof each === 'string' ? each : each.fault)),
        expected,
      );
    }),
  );
});

// RELIABILITY I-02
test('NUL and a CR inside a line keep it from being a line', () => {
  assert.deepEqual(faults(Buffer.from('PRIVMSG #c :a\0b\r\nPRIVMSG #c :a\rQUIT\r\nPING x\r\n')), [
    'forbidden-byte',
    'forbidden-byte',
    'line',
  ]);
});

// RELIABILITY I-09
test('what is not UTF-8 is told apart, and its command can still be read', () => {
  const [line] = framed(Buffer.from('PRIVMSG #c :\xe9\r\n', 'latin1'));
  assert.deepEqual(line, { fault: 'not-utf8', text: 'PRIVMSG #c :é' });
});

test('bytes that were not pulled are kept and counted', () => {
  const framer = new Framer();
  const chunk = Buffer.from('one\r\ntwo\r\nthr');
  framer.push(chunk);
  assert.equal(framer.next(), 'one');
  framer.keep();
  chunk.fill(0);
  assert.equal(framer.held, 8);
  framer.push(Buffer.from('ee\r\n'));
  assert.deepEqual(drain(framer), ['two', 'three']);
});
