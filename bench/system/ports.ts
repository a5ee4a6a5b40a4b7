import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A loopback port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Resolves once the port accepts; rejects after `seconds`, or as soon as `gone` says that nobody will ever listen. */
export async function accepting(port: number, seconds: number, gone: () => boolean): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (performance.now() < deadline) {
    if (gone()) throw new Error(`the server ended before it listened on port ${port}`);
    if (await accepts(port)) return;
    await pause(50);
  }
  throw new Error(`nothing listens on port ${port} after ${seconds} s`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
