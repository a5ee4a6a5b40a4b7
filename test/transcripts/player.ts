import assert from 'node:assert/strict';
import type { RawClient } from './client.ts';
import { fill, matches, type Names } from './match.ts';
import type { Script, Step } from './script.ts';

/** Plays a script: sends and looks, with a round trip of every client as the clock. */
export async function play(script: Script, clients: ReadonlyMap<string, RawClient>): Promise<void> {
  const names: Names = new Map();
  let isStirred = false;
  for (const step of script.steps) {
    const client = clients.get(step.actor) as RawClient;
    if (step.kind === 'send') {
      client.send(fill(step.text, names));
      await client.roundTrip();
      isStirred = true;
      continue;
    }
    if (isStirred) await settle(clients);
    isStirred = false;
    look(step, client, names);
  }
}

/** What one client did has reached all others when each has made a round trip after it. */
async function settle(clients: ReadonlyMap<string, RawClient>): Promise<void> {
  for (const client of clients.values()) await client.roundTrip();
}

function look(step: Step, { frames }: RawClient, names: Names): void {
  const { kind, text, actor, line } = step;
  const is = (frame: string): boolean => matches(text, frame, names);
  const seen = `line ${line}: ${actor} has\n  ${frames.join('\n  ') || '(nothing)'}\nwanted\n  ${text}\n`;
  switch (kind) {
    case 'next': {
      const frame = frames.shift();
      return assert.ok(frame !== undefined && is(frame), `${seen}next was\n  ${frame}`);
    }
    case 'any': {
      const index = frames.findIndex(is);
      assert.ok(index >= 0, seen);
      return void frames.splice(index, 1);
    }
    case 'never':
      return assert.ok(!frames.some(is), `${seen}and has it, which must not be`);
    case 'silence':
      return assert.deepEqual(frames, [], `line ${line}: ${actor} has more`);
    case 'drop':
      return void (frames.length = 0);
    case 'send':
      return;
  }
}
