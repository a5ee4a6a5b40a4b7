import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figureTable, ratioLines, type Result } from '../../bench/report.ts';

function result(figure: string, server: string, amounts: readonly number[], bare?: number): Result {
  const runs = amounts.map((amount) => ({
    amount,
    expected: amount,
    seconds: 1,
    serverCpu: 1,
    databaseCpu: 0,
    generatorCpu: 0.5,
    ...(bare !== undefined && { bare }),
  }));
  return { figure, title: figure, unit: '/s of server CPU', server, runs, failure: undefined };
}

test('medians are compared with peers, with floor and goal where there is one', () => {
  const lines = ratioLines([
    result('irc-fanout', 'causeway', [100, 200, 600]),
    result('irc-fanout', 'ngircd', [50, 100, 900]),
    result('irc-fanout', 'prosody', [400]),
  ]);
  assert.deepEqual(
    lines.map(({ against, value, floor }) => [against, value, floor]),
    [
      ['ngircd', 2, 1],
      ['prosody', 0.5, undefined],
    ],
  );
});

test('a figure of ours is compared with another of ours', () => {
  const lines = ratioLines([result('irc-fanout', 'causeway', [100]), result('mixed-fanout', 'causeway', [60])]);
  assert.deepEqual(
    lines.map(({ figure, against, value }) => [figure, against, value]),
    [['mixed-fanout', 'irc-fanout', 0.6]],
  );
});

test('history is compared with the bare database of the same run', () => {
  const rows: Result = { ...result('history-rows', 'causeway', [500], 1000), unit: '/s' };
  assert.equal(ratioLines([rows])[0]?.value, 0.5);
});

test('what is not judged says so beside its ratio', () => {
  const weak = { ...result('irc-fanout', 'ngircd', [100]), failure: 'failed: it burnt' };
  const [line] = ratioLines([result('irc-fanout', 'causeway', [100]), weak]);
  assert.equal(line?.note, 'ngircd: failed: it burnt');
});

test('a server without runs has a line that says why', () => {
  const failed = { ...result('irc-fanout', 'ngircd', []), failure: 'failed: it burnt' };
  assert.match(figureTable([failed]), /ngircd +- +- +- .*failed: it burnt$/m);
  assert.deepEqual(ratioLines([failed]), []);
});
