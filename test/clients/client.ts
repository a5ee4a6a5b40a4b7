import { setTimeout as sleep } from 'node:timers/promises';

/** A program that people use, driven as they do, by what they type and see. */
export interface RealClient {
  /** The program, for the report. */
  readonly program: string;
  readonly nick: string;
  /** Enters the room; resolves when the program shows that it is there. */
  join(): Promise<void>;
  say(text: string): void;
  /** `/me`. */
  act(text: string): void;
  setTopic(text: string): void;
  kick(nick: string, reason: string): void;
  /** Types a line as it is. */
  type(line: string): void;
  /** Everything it has shown so far, as far as it can still be seen. */
  shown(): string;
  /** The same from what it keeps alone, where a screen shows some of it a second time. */
  logged?(): string;
  /** For programs that end with their connection: what people's scripts do then. The others connect again by themselves. */
  startAgain?(): Promise<void>;
  close(): Promise<void>;
}

export interface Login {
  readonly folder: string;
  readonly port: number;
  readonly domain: string;
  readonly nick: string;
  readonly password: string;
}

export const ROOM = 'lobby';

const PATIENCE_MS = 30_000;

/** Resolves when the client shows it; rejects with what it shows instead. */
export async function sees(client: Pick<RealClient, 'program' | 'shown'>, what: RegExp): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!what.test(client.shown())) {
    if (performance.now() > deadline) {
      throw new Error(`${client.program} does not show ${what}. It shows:\n${client.shown().slice(-3000)}`);
    }
    await sleep(50);
  }
}

/** Resolves when it is so. */
export async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`it never was so: ${isSo.toString()}`);
    await sleep(50);
  }
}
