import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { GivenArgs } from '../core/commands/param.ts';
import { failed } from '../core/commands/result.ts';
import type { Result } from '../core/commands/result.ts';
import { findAdminPath } from './admin-path.ts';

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** The answer of the server running on this data directory; undefined where none runs. */
export async function askServer(data: string, command: string, args: GivenArgs = {}): Promise<Result | undefined> {
  const socket = await dial(findAdminPath(data));
  if (!socket) return undefined;
  if (socket instanceof Error) {
    return failed('not-permitted', [`the server runs, but ${socket.message}. Use the account that runs it, or root.`]);
  }
  socket.write(`${JSON.stringify({ command, args })}\n`);
  try {
    return JSON.parse(await readLine(socket)) as Result;
  } catch {
    return failed('no-answer', ['the server closed the connection before it answered; see its log']);
  } finally {
    socket.destroy();
  }
}

/** Is a server listening there? */
export async function isServerThere(data: string): Promise<boolean> {
  const socket = await dial(findAdminPath(data));
  if (socket && !(socket instanceof Error)) socket.destroy();
  return socket !== undefined;
}

/** Resolves when the server on this data directory has closed its admin socket, at once where none runs. */
export async function serverGone(data: string): Promise<void> {
  const socket = await dial(findAdminPath(data));
  if (!socket || socket instanceof Error) return;
  socket.resume();
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
}

function dial(path: string): Promise<Socket | Error | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const isAbsent =
        error.code === 'ENOENT' ||
        error.code === 'ECONNREFUSED' ||
        error.code === 'ENOTDIR' ||
        error.code === 'ENOTSOCK';
      resolve(isAbsent ? undefined : error);
    });
  });
}

async function readLine(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of socket) {
    const bytes = chunk as Buffer;
    length += bytes.length;
    chunks.push(bytes);
    if (bytes.includes(0x0a) || length > MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
