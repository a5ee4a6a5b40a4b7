import { chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { findCommand } from '../core/commands/command.ts';
import type { Command } from '../core/commands/command.ts';
import { failed, usage } from '../core/commands/result.ts';
import type { Result } from '../core/commands/result.ts';
import type { Log } from '../lib/log.ts';
import { dropAdminPath, makeAdminPath } from './admin-path.ts';

/** Most bytes of one request, newline included. A password of 4096 bytes, escaped, fits many times. */
export const MAX_REQUEST_BYTES = 64 * 1024;
const MAX_CONNECTIONS = 32;
const IDLE_MS = 60_000;

/** The commands that the socket offers, and what they touch. */
export interface AdminService<Context> {
  readonly table: readonly Command<Context>[];
  readonly context: Context;
  readonly log: Log;
}

export interface AdminServer {
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Listens in the data directory, for its owner only (mode 0600). One JSON object per line each way:
 * `{"command":"account add","args":{…}}` gives `{"exit":0,"data":…,"lines":[…]}`; requests of one connection are answered in order.
 */
export async function openAdminServer<Context>(data: string, service: AdminService<Context>): Promise<AdminServer> {
  const path = makeAdminPath(data);
  /** Each open connection with how to wait for the answers it is owed. */
  const sockets = new Map<Socket, () => Promise<void>>();
  const server = createServer((socket) => {
    socket.once('close', () => sockets.delete(socket));
    sockets.set(socket, attend(socket, service));
  });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const before = process.umask(0o177); // the socket is bound within listen(): nobody else can connect in between
    server.listen(path, resolve);
    process.umask(before);
  });
  chmodSync(path, 0o600);
  return { path, close };

  async function close(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    // Whoever asked for the stop is owed the answer. One that never comes is not waited for.
    const late = setTimeout(() => sockets.forEach((_, socket) => socket.destroy()), 500);
    for (const [socket, answered] of sockets) void answered().then(() => socket.end());
    await closed;
    clearTimeout(late);
    dropAdminPath(data);
  }
}

function attend<Context>(socket: Socket, service: AdminService<Context>): () => Promise<void> {
  let pending = '';
  let turn = Promise.resolve();
  socket.setEncoding('utf8');
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: string) => {
    const lines = `${pending}${chunk}`.split('\n');
    pending = lines.pop() ?? '';
    if ([pending, ...lines].some((line) => Buffer.byteLength(line) > MAX_REQUEST_BYTES)) {
      socket.pause();
      socket.end(`${JSON.stringify(usage(`a request may have ${MAX_REQUEST_BYTES} bytes`))}\n`);
      return;
    }
    for (const line of lines) turn = turn.then(() => reply(socket, line, service));
  });
  return () => turn;
}

async function reply<Context>(socket: Socket, line: string, service: AdminService<Context>): Promise<void> {
  const result = await answer(line, service);
  if (!socket.destroyed && socket.writable) socket.write(`${JSON.stringify(result)}\n`);
}

/** The result of one request line; a bug in a command is an answer too. */
async function answer<Context>(line: string, { table, context, log }: AdminService<Context>): Promise<Result> {
  const request = parseRequest(line);
  if (!request) return usage('a request is {"command":"…","args":{…}}');
  const command = findCommand(table, request.command);
  if (!command) return usage(`no command ${JSON.stringify(request.command)}`);
  try {
    const result = await command.call(context, request.args);
    log.info({ command: command.path, exit: result.exit }, 'admin command');
    return result;
  } catch (err) {
    log.error({ err, command: command.path }, 'admin command failed');
    return failed('internal-error', [
      `${command.path} failed inside the server: ${(err as Error).message} (see the log)`,
    ]);
  }
}

function parseRequest(line: string): { command: string; args: Record<string, unknown> } | undefined {
  try {
    const request = JSON.parse(line) as { command?: unknown; args?: unknown } | null;
    const args = request?.args ?? {};
    if (typeof request?.command !== 'string' || typeof args !== 'object' || Array.isArray(args)) return undefined;
    return { command: request.command, args: args as Record<string, unknown> };
  } catch {
    return undefined;
  }
}
