import type { Event } from '../../core/event.ts';
import { Later, isRefusal, type Refusal } from '../../core/refusal.ts';
import { Cap } from './capabilities.ts';
import { intoBatch } from './client-batch.ts';
import type { Client } from './client.ts';
import type { Command, Result, Slices } from './command.ts';
import { commands } from './commands/index.ts';
import { spellRefusal } from './refusals.ts';
import type { Line } from './wire/line.ts';
import { parseTags } from './wire/tags.ts';

/** A command being carried out: one run for each target. */
export interface Work {
  readonly name: string;
  readonly command: Command;
  readonly runs: readonly (readonly string[])[];
  /** The run that is next. */
  at: number;
  slices: Slices | undefined;
  readonly tags: ReadonlyMap<string, string> | undefined;
}

const LABEL_BYTES = 64; // labeled-response, "Tag value"

/** Opens the way back to the client for this line: label and tags. */
export function openReplies(
  client: Client,
  tags: string | undefined,
  shows?: Event['type'],
): ReadonlyMap<string, string> | undefined {
  const read = tags === undefined ? undefined : parseTags(tags);
  const label = read?.get('label');
  const mayLabel = label !== undefined && label !== '' && Buffer.byteLength(label) <= LABEL_BYTES;
  client.replies.open(mayLabel && client.has(Cap.labeledResponse) && client.has(Cap.batch) ? label : undefined, shows);
  return read;
}

/** Checks what must be true before a command is carried out. Undefined where that was answered. */
export function prepare(client: Client, line: Line): Work | undefined {
  const { command: name, params } = line;
  const command = commands.get(name);
  if (command) client.server.usage.set(name, (client.server.usage.get(name) ?? 0) + 1);
  const isRegistered = client.session !== undefined;
  const tags = openReplies(client, line.tags, command?.shows);
  if (tags?.has('batch') && client.has(Cap.multiline) && intoBatch(client, line, tags)) {
    // Part of a batch: it is carried out with that.
  } else if (!command)
    client.numeric(isRegistered ? 'ERR_UNKNOWNCOMMAND' : 'ERR_NOTREGISTERED', ...(isRegistered ? [name] : []));
  else if (!isRegistered && command.before === undefined) client.numeric('ERR_NOTREGISTERED');
  else if (isRegistered && command.before === 'only') client.numeric('ERR_ALREADYREGISTERED');
  else if (isMissing(params, command.params ?? 0)) client.numeric('ERR_NEEDMOREPARAMS', name);
  else {
    const runs = runsOf(command, params);
    if (runs) return { name, command, runs, at: 0, slices: undefined, tags };
    client.numeric('ERR_TOOMANYTARGETS', name);
  }
  client.replies.close();
  return undefined;
}

function isMissing(params: readonly string[], least: number): boolean {
  if (params.length < least) return true;
  for (let i = 0; i < least; i++) if (params[i] === '' && i < params.length - 1) return true;
  return least === 1 && params[0] === '';
}

const once = (params: readonly string[]) => [params];

/** One run for each target, or undefined where there are too many. Empty and repeated targets are left out. */
function runsOf(command: Command, params: readonly string[]): readonly (readonly string[])[] | undefined {
  const { each } = command;
  if (command.split) {
    const runs = command.split(params);
    return runs?.length === 0 ? once(params) : runs;
  }
  const list = each === undefined ? undefined : params[each.of];
  if (each === undefined || list === undefined || !list.includes(',')) return once(params);
  const withs = each.with === undefined ? [] : (params[each.with] ?? '').split(',');
  const runs: (readonly string[])[] = [];
  const seen = new Set<string>();
  for (const [i, target] of list.split(',').entries()) {
    if (target === '' || seen.has(target)) continue;
    seen.add(target);
    const own = params.slice();
    own[each.of] = target;
    if (each.with !== undefined && each.with < own.length) own[each.with] = withs[i] ?? '';
    runs.push(own);
  }
  if (runs.length > each.most) return undefined;
  return runs.length === 0 ? once(params) : runs;
}

/** Carries the command on by one step; what it gave is for the session to act on. Throws only for a bug. */
export function step(client: Client, work: Work): Result {
  client.tags = work.tags;
  if (work.slices) {
    const { done, value } = work.slices.next();
    if (!done) return work.slices;
    work.slices = undefined;
    return value;
  }
  return work.command.run(client, work.runs[work.at] as readonly string[], work.name);
}

/** Notes what a step gave, and tells a refusal. What is to be done now: the next step, waiting, or nothing more. */
export function conclude(
  client: Client,
  work: Work,
  result: Refusal | Later | Slices | undefined,
): 'again' | 'wait' | 'over' {
  if (result instanceof Later || (result !== undefined && result === work.slices)) return 'wait';
  if (result !== undefined && !isRefusal(result)) {
    work.slices = result;
    return 'again';
  }
  if (result && !work.command.isSilent) tell(client, work, result);
  return ++work.at < work.runs.length ? 'again' : 'over';
}

function tell(client: Client, { name, command, runs, at }: Work, refusal: Refusal): void {
  const subject = runs[at]?.[command.subject ?? 0];
  client.replies.line(spellRefusal(client, refusal, { command: name, params: subject === undefined ? [] : [subject] }));
}
