import type { Wire } from '../load/commands.ts';
import type { Measurement } from '../measurement.ts';
import { type Figure, type Stage, targetOf } from './figure.ts';

/** Registrations under way. Some servers finish registrations once a second only: many must wait at a time. */
const IN_FLIGHT = { irc: 500, xmpp: 200, tls: 64 } as const;

/** Connections that register (IRC) or log in (XMPP) and go. */
export function connects(figure: Omit<Figure, 'unit' | 'prepare'>): Figure {
  const wire = figure.wires[0] ?? 'irc';
  return { ...figure, unit: '/s of server CPU', prepare: (stage) => churn(stage, wire, figure.tls) };
}

async function churn(stage: Stage, wire: Wire, tls: boolean): Promise<() => Promise<Measurement>> {
  const { generator, size } = stage;
  const target = targetOf(stage, wire, tls);
  const inFlight = tls ? IN_FLIGHT.tls : IN_FLIGHT[wire];
  const run = (seconds: number): Promise<Measurement> => {
    const pids = stage.server.pids();
    return generator.measure({ op: 'churn', target, accounts: size.accounts, inFlight, seconds, pids });
  };
  await run(size.warmUp);
  return () => run(size.seconds);
}
