import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { turns } from '../../core/world.ts';
import { client, makeStreamWorld, RawClient, type StreamWorld } from './stream-world.ts';

const SM = 'urn:xmpp:sm:3';
const chat = (to: string, body: string) => `<message to='${to}@example.org' type='chat'><body>${body}</body></message>`;

type Step = 'hear' | 'say' | 'hold' | 'release' | 'drop' | 'resume' | 'acknowledge' | 'lose';

/** A client that keeps the rules of XEP-0198 over a network that does not keep any. */
class Careful {
  readonly heard: string[] = [];
  readonly #world: StreamWorld;
  #wire: RawClient;
  #id = '';
  #received = 0;
  /** Said and not yet acknowledged; the count of what is acknowledged. */
  #unacknowledged: string[] = [];
  #acknowledged = 0;

  constructor(world: StreamWorld, wire: RawClient) {
    this.#world = world;
    this.#wire = wire;
  }

  get isConnected(): boolean {
    return !this.#wire.connection.isClosed;
  }

  async enable(): Promise<void> {
    this.#id = /id='([^']+)'/.exec(await this.#wire.send(`<enable xmlns='${SM}' resume='true'/>`))?.[1] as string;
  }

  /** `isLost`: it never arrives, and the connection is gone with it. */
  async say(body: string, isLost: boolean): Promise<void> {
    this.#unacknowledged.push(chat('bob', body));
    if (!this.isConnected) return;
    if (isLost) await this.drop(true);
    else this.#wire.write(chat('bob', body));
  }

  async read(): Promise<void> {
    await turns();
    if (this.isConnected) this.#take(this.#wire.take());
  }

  async acknowledge(): Promise<void> {
    await this.read();
    if (this.isConnected)
      this.#take(await this.#wire.send(`<a xmlns='${SM}' h='${this.#received}'/><r xmlns='${SM}'/>`));
  }

  /** What the server sent last may be lost too. */
  async drop(isDeaf: boolean): Promise<void> {
    if (!isDeaf) await this.read();
    await this.#wire.drop();
  }

  async resume(): Promise<void> {
    if (this.isConnected) return;
    this.#wire = new RawClient(this.#world);
    await this.#wire.logIn('alice');
    this.#wire.write(`<resume xmlns='${SM}' previd='${this.#id}' h='${this.#received}'/>`);
    this.#world.faults.release('archive.append');
    const answer = await this.#wire.expect(/<resumed|<failed/);
    this.#settle(Number(/<resumed [^>]* h='(\d+)'/.exec(answer)?.[1] ?? assert.fail(answer)));
    this.#take(answer);
    for (const stanza of this.#unacknowledged) this.#wire.write(stanza);
  }

  #take(text: string): void {
    const bodies = [...text.matchAll(/<message from='bob[^>]*><body>([^<]*)</g)].map(([, body]) => body as string);
    this.heard.push(...bodies);
    this.#received += bodies.length;
    for (const [, h] of text.matchAll(/<a xmlns='urn:xmpp:sm:3' h='(\d+)'/g)) this.#settle(Number(h));
  }

  #settle(handled: number): void {
    this.#unacknowledged.splice(0, handled - this.#acknowledged);
    this.#acknowledged = handled;
  }
}

test('over any interruptions every message arrives once and in order, both ways (XEP-0198 5, P5)', async () => {
  const steps: fc.Arbitrary<Step[]> = fc.array(
    fc.constantFrom<Step>('hear', 'hear', 'say', 'say', 'hold', 'release', 'drop', 'resume', 'acknowledge', 'lose'),
    { maxLength: 25 },
  );
  await fc.assert(fc.asyncProperty(steps, run), { numRuns: 25 });
});

async function run(steps: readonly Step[]): Promise<void> {
  const world = await makeStreamWorld();
  const [wire, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  const alice = new Careful(world, wire);
  await alice.enable();
  const [toAlice, toBob]: [string[], string[]] = [[], []];
  let bobHeard = '';
  const settle = async (): Promise<void> => {
    await turns(6);
    bobHeard += bob.take();
  };
  for (const [i, step] of [...steps, 'release', 'resume', 'acknowledge'].entries()) {
    if (step === 'hear') bob.write(chat('alice', (toAlice.push(`a${i}`), `a${i}`)));
    else if (step === 'say' || step === 'lose') await alice.say((toBob.push(`b${i}`), `b${i}`), step === 'lose');
    else if (step === 'hold') world.faults.hold('archive.append');
    else if (step === 'release') world.faults.release('archive.append');
    else if (step === 'drop') await alice.drop(i % 2 === 0);
    else if (step === 'resume') await alice.resume();
    else await alice.acknowledge();
    await settle();
  }
  await alice.acknowledge();
  await settle();
  assert.deepEqual(alice.heard, toAlice);
  assert.deepEqual(
    [...bobHeard.matchAll(/<body>([^<]*)</g)].map(([, body]) => body),
    toBob,
  );
}
