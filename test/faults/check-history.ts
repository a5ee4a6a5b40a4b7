import type { Archive, Entry, OperationsLog, Received, Send } from './operations-log.ts';

/** The promises of a history that can be judged from outside; what is checked, in words. */
export const invariants = {
  I1: 'every acknowledged message is in the archive',
  I2: 'every message is there once, and was acknowledged with one id',
  I3: 'nothing is there that nobody sent',
  I4: 'nothing is there that was refused',
  I5: 'the id acknowledged is the id archived and the id that everybody saw',
  I6: 'all ways to read the archive give the same ids, messages, senders and order',
  I7: 'the messages of each sender are in the order in which they were sent',
  I8: 'every observer got what the archive has, in its order, without a gap and nothing twice',
  I9: 'the sender is the one who sent, on both wires',
  I10: 'nothing reached who was not in the room',
  I13: 'what was taken back is gone, however it is read',
  I14: 'an always-on account is shown everything when its client comes back, perhaps again, and nothing is left out',
  I12: 'what was sent after an acknowledgement comes after what was acknowledged',
} as const;

export type Invariant = keyof typeof invariants;

export interface Violation {
  readonly invariant: Invariant;
  readonly text: string;
}

/** Where a message is in the archive of its room. */
interface Place {
  readonly room: string;
  readonly position: number;
  readonly id: string;
}

interface Facts {
  readonly sends: ReadonlyMap<number, Send>;
  readonly byKey: ReadonlyMap<string, Send>;
  /** The first acknowledgement of each op. */
  readonly acks: ReadonlyMap<number, string>;
  /** Taken from the first archive of each room; that all are equal is I6. */
  readonly places: ReadonlyMap<string, Place>;
}

/** Everything in the log that breaks a promise. Linear in its length. */
export function checkHistory(log: OperationsLog): Violation[] {
  const violations: Violation[] = [];
  const report = (invariant: Invariant, text: string): void => void violations.push({ invariant, text });
  const { entries, archives } = checkRedacted(log, report);
  const facts = gather(entries, archives, report);
  checkArchives(archives, facts, report);
  checkAnswers(entries, facts, report);
  checkOrder(entries, facts, report);
  checkObservers(entries, facts, report);
  checkCaughtUp(entries, facts, report);
  return violations;
}

type Report = (invariant: Invariant, text: string) => void;

/** I13. Gives back the log without the messages that somebody took back, or tried to. */
function checkRedacted({ entries, archives }: OperationsLog, report: Report): OperationsLog {
  const asked = new Set<number>();
  const done = new Set<number>();
  for (const entry of entries) {
    if (entry.type === 'redact') asked.add(entry.op);
    if (entry.type === 'redacted') done.add(entry.op);
  }
  if (asked.size === 0) return { entries, archives };
  const keys = new Map<string, number>();
  for (const entry of entries) if (entry.type === 'send' && asked.has(entry.op)) keys.set(entry.key, entry.op);
  for (const { source, room, messages } of archives) {
    for (const { key } of messages) {
      if (done.has(keys.get(key) ?? -1)) report('I13', `${key} was taken back and is in ${room} by ${source}`);
    }
  }
  return {
    entries: entries.filter(
      (entry) => !('op' in entry && asked.has(entry.op)) && !('key' in entry && keys.has(entry.key)),
    ),
    archives: archives.map((archive) => ({
      ...archive,
      messages: archive.messages.filter(({ key }) => !keys.has(key)),
    })),
  };
}

/** I14: whatever was sent since it stays, and acknowledged. */
function checkCaughtUp(entries: readonly Entry[], { sends, acks }: Facts, report: Report): void {
  const caught = new Map<string, Set<string>>();
  for (const entry of entries) {
    if (entry.type !== 'caught') continue;
    const where = `${entry.observer} ${entry.room}`;
    caught.set(where, (caught.get(where) ?? new Set()).add(entry.key));
  }
  const staying = new Map<string, string[]>();
  for (const entry of entries) {
    if (entry.type === 'stays') staying.set(entry.room, [...(staying.get(entry.room) ?? []), entry.observer]);
    if (entry.type !== 'send' || !acks.has(entry.op)) continue;
    const { key, room } = sends.get(entry.op) ?? entry;
    for (const observer of staying.get(room) ?? []) {
      if (!caught.get(`${observer} ${room}`)?.has(key)) report('I14', `${observer} was never shown ${key} of ${room}`);
    }
  }
}

function gather(entries: readonly Entry[], archives: readonly Archive[], report: Report): Facts {
  const sends = new Map<number, Send>();
  const byKey = new Map<string, Send>();
  const acks = new Map<number, string>();
  for (const entry of entries) {
    if (entry.type === 'send') {
      sends.set(entry.op, entry);
      byKey.set(entry.key, entry);
    } else if (entry.type === 'ack') {
      const known = acks.get(entry.op);
      if (known !== undefined && entry.id !== '' && known !== entry.id)
        report('I2', `op ${entry.op} acknowledged as ${known}, then ${entry.id}`);
      if (known === undefined) acks.set(entry.op, entry.id);
    }
  }
  const places = new Map<string, Place>();
  const read = new Set<string>();
  for (const { room, messages } of archives) {
    if (read.has(room)) continue;
    read.add(room);
    messages.forEach(({ key, id }, position) => {
      if (!places.has(key)) places.set(key, { room, position, id });
    });
  }
  return { sends, byKey, acks, places };
}

/** I2, I3, I6, I9 and the room: each archive by itself, and all of a room with one another. */
function checkArchives(archives: readonly Archive[], { byKey }: Facts, report: Report): void {
  const firsts = new Map<string, Archive>();
  for (const archive of archives) {
    const { source, room, messages } = archive;
    const [keys, ids] = [new Set<string>(), new Set<string>()];
    for (const { id, key, sender } of messages) {
      if (keys.has(key)) report('I2', `${key} is twice in ${room} by ${source}`);
      if (ids.has(id)) report('I2', `the id ${id} is twice in ${room} by ${source}`);
      keys.add(key);
      ids.add(id);
      const sent = byKey.get(key);
      if (sent?.room !== room) report('I3', `${key} in ${room} by ${source}, where nobody sent it`);
      else if (sent.sender !== sender) report('I9', `${key} of ${sent.sender} is ${sender}'s by ${source}`);
    }
    const first = firsts.get(room);
    if (first) compare(first, archive, report);
    else firsts.set(room, archive);
  }
}

function compare(one: Archive, other: Archive, report: Report): void {
  const where = `${one.room}: ${one.source} and ${other.source}`;
  const length = Math.max(one.messages.length, other.messages.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [one.messages[at], other.messages[at]];
    if (a?.id === b?.id && a?.key === b?.key && a?.sender === b?.sender) continue;
    // One difference is enough: those that follow are mostly its shadow.
    return report('I6', `${where} differ at ${at}: ${show(a)} and ${show(b)}`);
  }
}

function show(message: Archive['messages'][number] | undefined): string {
  return message ? `${message.key} of ${message.sender} (${message.id})` : 'nothing';
}

/** I1, I4, I5: what the server answered is what it did. */
function checkAnswers(entries: readonly Entry[], { sends, acks, places }: Facts, report: Report): void {
  for (const [op, id] of acks) {
    const sent = sends.get(op);
    const place = sent && places.get(sent.key);
    if (!place) report('I1', `op ${op} (${sent?.key}) was acknowledged as ${id} and is not in the archive`);
    else if (id !== '' && place.id !== id)
      report('I5', `op ${op} (${sent.key}) was acknowledged as ${id} and is ${place.id}`);
  }
  for (const entry of entries) {
    if (entry.type !== 'nack') continue;
    const sent = sends.get(entry.op);
    if (sent && places.has(sent.key))
      report('I4', `op ${entry.op} (${sent.key}) was refused (${entry.code}) and is in the archive`);
  }
}

/** I7 and I12, in one pass: at each send the bounds are known that its place must exceed. */
function checkOrder(entries: readonly Entry[], { sends, acks, places }: Facts, report: Report): void {
  const lastAcknowledged = new Map<string, number>();
  const lastOfSession = new Map<string, number>();
  for (const entry of entries) {
    if (entry.type === 'ack') {
      const sent = sends.get(entry.op);
      const place = sent && places.get(sent.key);
      if (place) raise(lastAcknowledged, place.room, place.position);
    } else if (entry.type === 'send') {
      const place = places.get(entry.key);
      if (!place) continue;
      const floor = lastAcknowledged.get(place.room) ?? -1;
      if (place.position <= floor) {
        report(
          'I12',
          `${entry.key} is at ${place.position} of ${place.room}, not after ${floor}, which was acknowledged before it was sent`,
        );
      }
      if (!acks.has(entry.op)) continue;
      const own = `${entry.session} ${place.room}`;
      const before = lastOfSession.get(own) ?? -1;
      if (place.position <= before)
        report('I7', `${entry.key} of ${entry.session} is at ${place.position} of ${place.room}, before ${before}`);
      raise(lastOfSession, own, place.position);
    }
  }
}

function raise(bounds: Map<string, number>, name: string, position: number): void {
  if (position > (bounds.get(name) ?? -1)) bounds.set(name, position);
}

/** I5, I8, I9, I10: what people saw. */
function checkObservers(entries: readonly Entry[], { byKey, places }: Facts, report: Report): void {
  const inside = new Set<string>();
  const seen = new Map<string, number>();
  for (const entry of entries) {
    if (entry.type === 'enter') inside.add(`${entry.observer} ${entry.room}`);
    if (entry.type === 'leave') {
      inside.delete(`${entry.observer} ${entry.room}`);
      seen.delete(`${entry.observer} ${entry.room}`);
    }
    if (entry.type !== 'received') continue;
    const where = `${entry.observer} ${entry.room}`;
    if (!inside.has(where)) report('I10', `${entry.observer} got ${entry.key} of ${entry.room} and was not inside`);
    const sent = byKey.get(entry.key);
    if (sent && sent.sender !== entry.sender)
      report('I9', `${entry.observer} saw ${entry.key} of ${sent.sender} as ${entry.sender}'s`);
    const place = places.get(entry.key);
    if (place?.room !== entry.room) {
      report(sent ? 'I8' : 'I3', `${entry.observer} got ${entry.key} in ${entry.room}, whose archive has it not`);
      continue;
    }
    if (place.id !== entry.id)
      report('I5', `${entry.observer} saw ${entry.key} as ${entry.id}, in the archive it is ${place.id}`);
    const last = seen.get(where);
    // The answer to a second try is no delivery, unless it is the first that is heard of the message.
    if (entry.how === 'answer' && (last === undefined || place.position <= last)) continue;
    checkNext(entry, { last, position: place.position }, report);
    seen.set(where, place.position);
  }
}

function checkNext(
  entry: Received,
  { last, position }: { last: number | undefined; position: number },
  report: Report,
): void {
  if (last === undefined || position === last + 1) return;
  const what =
    position === last ? 'twice in a row' : position < last ? `after ${last}` : `right after ${last}, with a gap`;
  report('I8', `${entry.observer} got ${entry.key} (${position} of ${entry.room}) ${what}`);
}
