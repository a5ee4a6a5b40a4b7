import { createRequire } from 'node:module';
import pino from 'pino';
import { escapeControls, escapeStack, redactSecrets } from './log-text.ts';

const require = createRequire(import.meta.url);

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Facts of a log entry. Never bodies of messages; fields named like secrets are redacted all the same. An Error goes under `err`. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the server says what it does: fields first, then a few constant words. */
export interface Log {
  debug(fields: LogFields, text: string): void;
  info(fields: LogFields, text: string): void;
  warn(fields: LogFields, text: string): void;
  error(fields: LogFields, text: string): void;
  /** Is it worth preparing fields for `debug`? */
  isDebug(): boolean;
  /** The same log with fields added to every entry. */
  with(fields: LogFields): Log;
}

/** The log of the whole process: what the operator may change while it runs. */
export interface ProcessLog extends Log {
  setLevel(level: LogLevel): void;
  /** Opens the file again, after rotation. Does nothing for the terminal. */
  reopen(): void;
}

export interface LogOptions {
  readonly level: LogLevel;
  /** `-` is standard error; else a path, appended to. */
  readonly file: string;
  /** `auto` is pretty on a terminal and JSON otherwise. */
  readonly format: 'auto' | 'pretty' | 'json';
  /** Colours in pretty lines; default: on a terminal unless NO_COLOR is set. */
  readonly colour?: boolean;
  /** Takes the lines instead of `file`, for tests. */
  readonly write?: (line: string) => void;
}

/** Opens the log. One entry is one line, whatever it carries: controls are escaped (RELIABILITY O-01). Throws where the file cannot be opened. */
export function openLog(options: LogOptions): ProcessLog {
  const isTerminal = options.file === '-' && process.stderr.isTTY === true;
  const file = options.write
    ? undefined
    : pino.destination({ dest: options.file === '-' ? 2 : options.file, sync: true });
  // A full disk or a closed terminal must not end the server.
  file?.on('error', () => undefined);
  const write = options.write ?? ((line: string) => void file?.write(line));
  const pretty = options.format === 'pretty' || (options.format === 'auto' && isTerminal);
  const colour = options.colour ?? (isTerminal && (process.env.NO_COLOR ?? '') === '');
  const shape = pretty ? prettyLines(colour) : escapeControls;
  const stream = { write: (line: string) => write(shape(line)) };
  const logger = pino(
    { level: options.level, base: null, formatters: { log: redactSecrets, level: (label) => ({ level: label }) } },
    stream,
  );
  return {
    ...wrap(logger),
    setLevel: (level) => void (logger.level = level),
    reopen: () => void (options.file !== '-' && file?.reopen()),
  };
}

/** Says nothing. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  isDebug: () => false,
  with: () => silentLog,
};

function wrap(logger: pino.Logger): Log {
  return {
    debug: (fields, text) => logger.debug(fields, text),
    info: (fields, text) => logger.info(fields, text),
    warn: (fields, text) => logger.warn(fields, text),
    error: (fields, text) => logger.error(fields, text),
    isDebug: () => logger.isLevelEnabled('debug'),
    with: (fields) => wrap(logger.child(redactSecrets(fields))),
  };
}

function prettyLines(colour: boolean): (line: string) => string {
  // Loading it takes a fifth of the time in which a server starts, and most have no terminal.
  const { prettyFactory } = require('pino-pretty') as typeof import('pino-pretty');
  const prettify = prettyFactory({
    colorize: colour,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname',
  });
  return (line) => prettify(escapeStrings(JSON.parse(line)) as object) ?? '';
}

/** Escapes the strings in a parsed entry; of a stack only the frames keep their line breaks. */
function escapeStrings(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return key === 'stack' ? escapeStack(value) : escapeControls(value, true);
  if (Array.isArray(value)) return value.map((item) => escapeStrings(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [escapeControls(name, true), escapeStrings(item, name)]),
  );
}
