import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { makeCertificate } from '../../src/cli/make-certificate.ts';

export interface Seen {
  readonly path: string;
  readonly body: string;
}

/** A push service on this machine that answers `/NNN` with that status. */
export async function pushService(
  context: TestContext,
  seen: Seen[],
): Promise<{ readonly url: string; readonly ca: string; readonly reached: Promise<void> }> {
  const { certificate, key } = await makeCertificate(['push.example'], Date.now());
  const server = createServer({ cert: certificate, key });
  const reached = new Promise<void>((resolve) => {
    server.on('request', (request, response) => {
      const path = request.url ?? '';
      if (path === '/silence') return resolve();
      void request.toArray().then((chunks) => {
        seen.push({ path, body: Buffer.concat(chunks as Buffer[]).toString() });
        const much = path === '/headers' ? { 'X-Much': 'x'.repeat(60_000) } : {};
        response.writeHead(Number(path.slice(1)) || 200, { Location: '/elsewhere', 'Retry-After': '7', ...much }).end();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `https://push.example:${(server.address() as AddressInfo).port}/`, ca: certificate, reached };
}
