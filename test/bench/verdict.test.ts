import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Measurement, valueOf } from '../../bench/measurement.ts';
import { notJudged, ratio, utilisation } from '../../bench/verdict.ts';

function run(changes: Partial<Measurement>): Measurement {
  const usual = { amount: 1000, expected: 1000, seconds: 2, serverCpu: 1.9, databaseCpu: 0, generatorCpu: 1 };
  return { ...usual, ...changes };
}

test('a saturated server and an easy generator are judged', () => {
  assert.equal(notJudged([run({})], '/s of server CPU'), undefined);
});

test('a generator busier than 0.95 of its core is not judged', () => {
  assert.match(notJudged([run({ generatorCpu: 1.92 })], '/s of server CPU') ?? '', /generator 0\.96/);
  assert.match(notJudged([run({ generatorCpu: 1.92 })], '/s') ?? '', /generator/);
});

test('a server below 0.7 of its core is not judged per second of its CPU time, but is per second of wall time', () => {
  assert.match(notJudged([run({ serverCpu: 1.3 })], '/s of server CPU') ?? '', /server 0\.65/);
  assert.equal(notJudged([run({ serverCpu: 1.3 })], '/s'), undefined);
});

test('utilisation is the median over the runs, so one odd run decides nothing', () => {
  const runs = [run({}), run({ serverCpu: 0.2 }), run({})];
  assert.equal(utilisation(runs).server, 0.95);
  assert.equal(notJudged(runs, '/s of server CPU'), undefined);
});

test('a lost or surplus delivery in any run is never judged', () => {
  assert.match(notJudged([run({}), run({ amount: 999 })], 'KB each') ?? '', /999 of 1000/);
  assert.match(notJudged([run({ amount: 1001 })], '/s') ?? '', /1001 of 1000/);
});

test('no run is no judgement', () => {
  assert.equal(notJudged([], '/s'), 'no run');
});

test('memory is judged without any load', () => {
  assert.equal(notJudged([run({ serverCpu: 0, generatorCpu: 2 })], 'KB each'), undefined);
});

test('values follow the unit', () => {
  const measured = run({ kilobytes: 5000 });
  assert.equal(valueOf(measured, '/s'), 500);
  assert.equal(valueOf(measured, '/s of server CPU'), 1000 / 1.9);
  assert.equal(valueOf(measured, 'KB each'), 5);
  assert.ok(Number.isNaN(valueOf(run({ serverCpu: 0 }), '/s of server CPU')));
});

test('a ratio above 1 is better for us, for speed and for memory', () => {
  assert.equal(ratio(300, 100, '/s'), 3);
  assert.equal(ratio(5, 10, 'KB each'), 2);
  assert.ok(Number.isNaN(ratio(0, 10, '/s')));
  assert.ok(Number.isNaN(ratio(10, Number.NaN, '/s')));
});

test('delays are not judged on a machine that makes people wait who are alone', () => {
  const latency = { p50: 2, p99: 30, aloneP50: 1, aloneP99: 4, each: 1 };
  assert.equal(notJudged([run({ latency })], 'ms p99'), undefined);
  assert.equal(valueOf(run({ latency }), 'ms p99'), 30);
  assert.match(notJudged([run({ latency: { ...latency, aloneP99: 11 } })], 'ms p99') ?? '', /alone p99 11\.0 ms/);
  assert.match(notJudged([run({ latency, expected: 1001 })], 'ms p99') ?? '', /1000 of 1001/);
});
