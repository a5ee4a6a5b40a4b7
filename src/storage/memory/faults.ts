import { StorageAway } from '../../core/ports.ts';

/** A method as faults name it: `archive.append`, `rooms.load`, `storage.ping`. */
export type MethodName =
  `${'accounts' | 'certificates' | 'rooms' | 'archive' | 'rosters' | 'marks' | 'blobs' | 'bouncer' | 'search' | 'bans' | 'blocks' | 'uploads' | 'push' | 'storage'}.${string}`;

/** `before`: nothing was done. `after`: it was done, and the answer was lost (an ambiguous commit). */
export type FaultMoment = 'before' | 'after';

/** Makes a memory storage misbehave on demand, so that its users are tested without a database. */
export interface Faults {
  /** While true every call rejects with `StorageAway`, nothing done. */
  away: boolean;
  /** The `call`-th call of `method` from now (1 is the next) rejects with `error`, a `StorageAway` unless given. */
  fail(method: MethodName, call?: number, moment?: FaultMoment, error?: Error): void;
  /** Calls of `method` wait from now on, nothing done yet. */
  hold(method: MethodName): void;
  /** Lets the `count` oldest waiting calls go on in order; without `count` all, and stops holding. */
  release(method: MethodName, count?: number): void;
  /** How many calls wait. */
  held(method: MethodName): number;
  /** How many calls of `method` were made, failed and waiting ones included. */
  calls(method: MethodName): number;
  /** What the storage does around each call. */
  run<T>(method: MethodName, work: () => T): Promise<T>;
}

interface Planned {
  readonly at: number;
  readonly moment: FaultMoment;
  readonly error: Error;
}

interface Watched {
  calls: number;
  isHeld: boolean;
  readonly waiting: (() => void)[];
  readonly planned: Planned[];
}

/** No faults until asked for. */
export function createFaults(): Faults {
  const methods = new Map<MethodName, Watched>();
  const watched = (method: MethodName): Watched => {
    const known = methods.get(method) ?? { calls: 0, isHeld: false, waiting: [], planned: [] };
    methods.set(method, known);
    return known;
  };
  const faults: Faults = {
    away: false,
    fail(method, call = 1, moment = 'before', error = new StorageAway(`planned fault in ${method}`)) {
      const plan = watched(method);
      plan.planned.push({ at: plan.calls + call, moment, error });
    },
    hold: (method) => void (watched(method).isHeld = true),
    release(method, count) {
      const { waiting } = watched(method);
      if (count === undefined) watched(method).isHeld = false;
      for (const go of waiting.splice(0, count ?? waiting.length)) go();
    },
    held: (method) => watched(method).waiting.length,
    calls: (method) => watched(method).calls,
    async run(method, work) {
      const plan = watched(method);
      const call = ++plan.calls;
      if (plan.isHeld) await new Promise<void>((resolve) => plan.waiting.push(resolve));
      if (faults.away) throw new StorageAway('away');
      const fault = plan.planned.find((each) => each.at === call);
      if (fault?.moment === 'before') throw fault.error;
      const result = work();
      if (fault) throw fault.error;
      return result;
    },
  };
  return faults;
}
