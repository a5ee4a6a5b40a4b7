import type { Wire } from '../load/commands.ts';
import type { Measurement } from '../measurement.ts';
import { type Figure, type Stage, targetOf } from './figure.ts';

/** Most handshakes under way over TLS. */
const HANDSHAKES = 64;

/** Connections that register (IRC) or log in (XMPP) and go. */
export function connects(figure: Omit<Figure, 'unit' | 'prepare'>): Figure {
  const wire = figure.wires[0] ?? 'irc';
  return { ...figure, unit: '/s of server CPU', prepare: (stage) => churn(stage, wire, figure.tls) };
}

async function churn(stage: Stage, wire: Wire, tls: boolean): Promise<() => Promise<Measurement>> {
  const { generator, size } = stage;
  const target = targetOf(stage, wire, tls);
  const inFlight = tls ? Math.min(stage.registering, HANDSHAKES) : stage.registering;
  const run = (seconds: number): Promise<Measurement> => {
    const pids = stage.server.pids();
    return generator.measure({ op: 'churn', target, accounts: size.accounts, inFlight, seconds, pids });
  };
  await run(size.warmUp);
  return () => run(size.seconds);
}
