import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { SOCKET_NAME } from '../../../src/storage/embedded/socket-directory.ts';
import type { SocketTarget } from '../../../src/storage/postgres/target.ts';

/** A unix socket that leads to another one, and can be made to misbehave. */
export interface Cable {
  readonly target: SocketTarget;
  /** From now on what clients send is kept; `forward` sends it on, even of clients that are gone. */
  holdRequests(): void;
  /** From now on what the server answers is lost. */
  loseAnswers(): void;
  /** Both ways are open again; what was held is sent on. */
  forward(): void;
  /** Cuts every connection, and refuses new ones until `forward`. */
  cut(): void;
  /** Resolves when something is held. */
  held(): Promise<void>;
  close(): Promise<void>;
}

export async function layCable(far: SocketTarget, directory: string): Promise<Cable> {
  const path = join(directory, SOCKET_NAME);
  const state = { isHolding: false, isLosing: false, isCut: false };
  const pairs = new Set<{ near: Socket; far: Socket; held: Buffer[] }>();
  let noteHeld: () => void = () => undefined;
  const somethingHeld = new Promise<void>((resolve) => (noteHeld = resolve));
  // Half-open: a client that goes does not take its requests along.
  const server: Server = createServer({ allowHalfOpen: true }, (near) => {
    if (state.isCut) return void near.destroy();
    const pair = { near, far: connect(far.path), held: [] as Buffer[] };
    pairs.add(pair);
    near.on('data', (bytes) => {
      if (!state.isHolding) return void pair.far.write(bytes);
      pair.held.push(bytes);
      noteHeld();
    });
    pair.far.on('data', (bytes) => void (state.isLosing || near.destroyed || near.write(bytes)));
    for (const socket of [near, pair.far]) socket.on('error', () => undefined);
    pair.far.on('close', () => near.destroy());
    near.on('close', () => void (state.isHolding || pair.far.end()));
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    target: { ...far, path },
    holdRequests: () => void (state.isHolding = true),
    loseAnswers: () => void (state.isLosing = true),
    forward() {
      Object.assign(state, { isHolding: false, isLosing: false, isCut: false });
      for (const { far, held } of pairs) for (const bytes of held.splice(0)) far.write(bytes);
    },
    cut() {
      state.isCut = true;
      for (const { near } of pairs) near.destroy();
    },
    held: () => somethingHeld,
    async close() {
      for (const { near, far } of pairs) [near, far].forEach((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}
