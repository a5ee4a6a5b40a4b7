import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { systemClock } from '../../../src/lib/clock.ts';
import { createListeners } from '../../../src/transport/listeners.ts';
import { openLimits } from '../../../src/transport/limits.ts';
import { makeStreamWorld, PASSWORD, register } from './stream-world.ts';

/** As much of @xmpp/client as is used here; the package brings no types. */
interface XmppClient extends EventEmitter {
  start(): Promise<{ toString(): string }>;
  stop(): Promise<unknown>;
  send(stanza: unknown): Promise<void>;
  readonly iqCaller: { get(child: unknown, to?: string): Promise<{ name: string }> };
  readonly streamManagement: { readonly enabled: boolean; readonly outbound: number; readonly outbound_q: unknown[] };
  readonly reconnect: { delay: number };
  readonly socket: { destroy(): void } | null;
}
interface Package {
  client(options: object): XmppClient;
  xml(name: string, attributes?: object, ...children: unknown[]): { toString(): string };
}

// The name is not a literal so that nobody looks for types that do not exist.
const name: string = '@xmpp/client';
const { client, xml } = (await import(name)) as Package;

async function serve() {
  const world = await makeStreamWorld({ tls: false });
  const listeners = createListeners({ clock: systemClock, limits: openLimits });
  const spec = { host: '127.0.0.1', port: 0, tls: 'none', proxy: false, text: 'test' } as const;
  const { port } = await listeners.open(spec, { accept: world.protocol.accept });
  const connect = (username: string, resource: string) => {
    const made = client({
      service: `xmpp://127.0.0.1:${port}`,
      domain: 'example.org',
      username,
      password: PASSWORD,
      resource,
    });
    made.reconnect.delay = 0;
    made.on('error', () => {}); // also told by `start`
    return made;
  };
  return { world, listeners, connect };
}

async function message(from: XmppClient): Promise<string> {
  for (;;) {
    const [stanza] = (await once(from, 'stanza')) as [{ name: string; toString(): string }];
    if (stanza.name === 'message') return stanza.toString();
  }
}

test('@xmpp/client logs in by SCRAM, turns stream management on, talks, loses its connection and goes on', async () => {
  const { world, listeners, connect } = await serve();
  await register(world, 'alice', 'bob');
  const [alice, bob] = [connect('alice', 'pc'), connect('bob', 'phone')];
  try {
    assert.equal(String(await alice.start()), 'alice@example.org/pc');
    await bob.start();
    await Promise.all([alice, bob].map((each) => each.send(xml('presence'))));
    assert.ok(alice.streamManagement.enabled);
    const time = await alice.iqCaller.get(xml('time', { xmlns: 'urn:xmpp:time' }), 'example.org');
    assert.equal(time.name, 'time');

    const heard = message(bob);
    await alice.send(xml('message', { to: 'bob@example.org', type: 'chat' }, xml('body', {}, 'hello')));
    assert.match(await heard, /<body>hello<\/body>/);

    const resumed = once(bob.streamManagement as unknown as EventEmitter, 'resumed');
    bob.socket?.destroy();
    await resumed;
    const again = message(bob);
    await alice.send(xml('message', { to: 'bob@example.org', type: 'chat' }, xml('body', {}, 'still there?')));
    assert.match(await again, /still there\?/);
    assert.equal(world.core.people.sessions, 2);
  } finally {
    await Promise.all([alice.stop(), bob.stop()]);
    world.protocol.stop();
    await listeners.stop(1000);
  }
});
