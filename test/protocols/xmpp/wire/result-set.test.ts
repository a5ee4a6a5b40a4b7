import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NS } from '../../../../src/protocols/xmpp/wire/namespaces.ts';
import { pageOf, readResultSet } from '../../../../src/protocols/xmpp/wire/result-set.ts';
import { xml } from '../../../../src/protocols/xmpp/wire/stanza.ts';

const key = (item: string): string => item;

// XEP-0059 2.2, 2.3.
test('going through pages, forth or back, gives every item once and in order', () => {
  const lists = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 30 });
  fc.assert(
    fc.property(lists, fc.integer({ min: 1, max: 7 }), fc.boolean(), (all, max, back) => {
      const found: string[] = [];
      for (let edge: string | undefined; ;) {
        const page = pageOf(
          all,
          key,
          { max, after: back ? undefined : edge, before: back ? (edge ?? '') : undefined },
          5,
        );
        assert.ok(page && page.items.length <= Math.min(max, 5));
        if (page.items.length === 0) break;
        if (back) found.unshift(...page.items);
        else found.push(...page.items);
        edge = back ? page.items[0] : page.items.at(-1);
        assert.equal(page.set.getChildText('count'), String(all.length));
      }
      assert.deepEqual(found, all);
    }),
  );
});

// XEP-0059 2.5, 2.6, 2.7.
test('what is not there is told from what is empty, and none may be asked for', () => {
  const all = ['a', 'b', 'c'];
  assert.equal(pageOf(all, key, { max: 2, after: 'x', before: undefined }, 5), undefined);
  assert.equal(pageOf(all, key, { max: 2, after: undefined, before: 'x' }, 5), undefined);
  assert.deepEqual(pageOf(all, key, { max: 2, after: 'c', before: undefined }, 5)?.items, []);
  assert.deepEqual(pageOf(all, key, { max: undefined, after: 'a', before: 'c' }, 5)?.items, ['b']);
  const count = pageOf(all, key, { max: 0, after: undefined, before: undefined }, 5);
  assert.deepEqual([count?.items, count?.set.getChildText('count')], [[], '3']);
});

test('a set is read as it is meant, or not at all', () => {
  const read = (...children: [string, string][]) =>
    readResultSet(
      xml('query', {}, xml('set', { xmlns: NS.rsm }, ...children.map(([name, text]) => xml(name, {}, text)))),
    );
  assert.deepEqual(read(['max', ' 5 '], ['after', 'x']), { max: 5, after: 'x', before: undefined });
  assert.deepEqual(read(['before', '']), { max: undefined, after: undefined, before: '' });
  assert.deepEqual(readResultSet(xml('query')), { max: undefined, after: undefined, before: undefined });
  for (const bad of ['-1', '1e3', 'many', '99999999999']) assert.equal(read(['max', bad]), undefined, bad);
});
