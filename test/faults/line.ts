import { connect, type Socket } from 'node:net';

/** What a talker hears on its connection. */
export interface LineEvents {
  /** A room, or the conversation with the peer. */
  entered(room: string): void;
  /** `id` is empty where the acknowledgement tells none (XEP-0198). */
  acknowledged(op: number, id: string): void;
  refused(op: number, code: string): void;
  received(message: { room: string; body: string; id: string; sender: string; how: 'live' | 'replay' }): void;
  /** Asked for by `takeBack`. */
  redacted(op: number): void;
  ended(): void;
}

/** One connection that is logging in, or in. */
export interface Line {
  speak(op: number, room: string, body: string): void;
  /** Where the wire has it: takes back what was acknowledged. */
  takeBack?(op: number, room: string, id: string): void;
  destroy(): void;
}

export interface LineLogin {
  readonly port: number;
  readonly domain: string;
  readonly account: string;
  readonly password: string;
  readonly resource: string;
  /** Rooms to enter, by their local names; none for who writes to a person. */
  readonly rooms: readonly string[];
  /** The account to write to, instead of to rooms. */
  readonly peer?: string | undefined;
}

/** What stands in the log for the room where two write each other. */
export function conversation(one: string, other: string): string {
  return [one, other].sort().join('+');
}

export type OpenLine = (login: LineLogin, events: LineEvents) => Line;

/** A connection that tells each chunk it gets, and once that it ended. What is written in one turn leaves together. */
export function openSocket(port: number, heard: (text: string) => void, ended: () => void): Socket {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8').setNoDelay(true);
  socket.on('data', heard);
  socket.on('error', () => undefined); // 'close' follows
  socket.once('close', ended);
  return socket;
}
