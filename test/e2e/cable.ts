import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { Scope } from './server.ts';

/** A TCP port that leads to another one and can be cut, as a train in a tunnel does. */
export interface Cable {
  readonly port: number;
  /** From now on what the server sends is lost, and it does not know. */
  loseAnswers(): void;
  /** Ends every connection at both ends; new ones are refused until `mend`. */
  cut(): void;
  mend(): void;
}

export async function layCable(scope: Scope, farPort: number): Promise<Cable> {
  const sockets = new Set<Socket>();
  const state = { isCut: false, isLosing: false };
  const server = createServer((near) => {
    if (state.isCut) return void near.destroy();
    const far = connect(farPort, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (bytes) => void far.write(bytes));
    far.on('data', (bytes) => void (state.isLosing || near.write(bytes)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    state.isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  scope.after(async () => {
    cut();
    server.close();
    await once(server, 'close');
  });
  return {
    port: (server.address() as { port: number }).port,
    loseAnswers: () => void (state.isLosing = true),
    cut,
    mend: () => void Object.assign(state, { isCut: false, isLosing: false }),
  };
}
