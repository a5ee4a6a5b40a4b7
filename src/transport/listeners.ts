import type { Clock } from '../lib/clock.ts';
import { Admission } from './admission.ts';
import type { TransportLimits } from './limits.ts';
import { type Listener, type ListenSpec, openListener, type Service } from './listener.ts';
import { Output } from './output.ts';
import type { Report } from './report.ts';
import type { ContextSource } from './server-tls.ts';
import type { Shared } from './shared.ts';
import { noProxies, type TrustedProxies } from './trusted-proxies.ts';
import { secondsOf, startSweep } from './sweep.ts';

export interface ListenersOptions {
  readonly clock: Clock;
  readonly limits: TransportLimits;
  /** Without it listeners that speak TLS cannot be opened. */
  readonly certificates?: ContextSource & { poll?(): Promise<void> };
  readonly report?: Report;
  /** Nobody unless said. */
  readonly proxies?: TrustedProxies;
}

export interface Listeners {
  /** Rejects with a `ListenError` that names the address. */
  open(spec: ListenSpec, service: Service): Promise<Listener>;
  /** Those open now. */
  readonly all: readonly Listener[];
  /** Takes effect at once, also for connections that exist. */
  setLimits(limits: TransportLimits): void;
  setProxies(proxies: TrustedProxies): void;
  readonly connections: number;
  readonly unauthenticated: number;
  /** Stops accepting, closes every connection in order and resolves when all are gone; what is left after `ms` is cut off. */
  stop(ms: number): Promise<void>;
}

const CERTIFICATE_POLL_SECONDS = 5;

/** All TCP listeners of a process, their connections, and the one timer that watches these. */
export function createListeners(options: ListenersOptions): Listeners {
  const { clock, limits, certificates, report = () => {}, proxies = noProxies } = options;
  const shared: Shared = {
    limits,
    seconds: secondsOf(clock),
    output: new Output(clock),
    admission: new Admission(clock),
    report,
    proxies,
    waiting: new Set(),
    connections: [],
    whenEmpty: undefined,
  };
  const all: Listener[] = [];
  const sweep = startSweep(shared, clock, (seconds) => {
    if (seconds % CERTIFICATE_POLL_SECONDS === 0) {
      certificates?.poll?.().catch((error: unknown) => report({ kind: 'certificate', problem: String(error) }));
    }
  });

  async function open(spec: ListenSpec, service: Service): Promise<Listener> {
    const opened = await openListener(spec, service, shared, certificates);
    const listener: Listener = {
      ...opened,
      close() {
        const index = all.indexOf(listener);
        if (index < 0) return;
        all.splice(index, 1);
        opened.close();
      },
    };
    all.push(listener);
    return listener;
  }

  async function stop(ms: number): Promise<void> {
    for (const listener of [...all]) listener.close();
    for (const vestibule of [...shared.waiting]) vestibule.destroy();
    for (const connection of [...shared.connections]) connection.close();
    const cut = clock.after(ms, () => {
      for (const connection of [...shared.connections]) connection.destroy();
    });
    await new Promise<void>((resolve) => {
      shared.whenEmpty = resolve;
      if (shared.connections.length === 0) resolve();
    });
    cut.cancel();
    sweep.cancel();
  }

  return {
    open,
    all,
    setLimits: (next) => void (shared.limits = next),
    setProxies: (next) => void (shared.proxies = next),
    get connections() {
      return shared.admission.connections;
    },
    get unauthenticated() {
      return shared.admission.unauthenticated;
    },
    stop,
  };
}
