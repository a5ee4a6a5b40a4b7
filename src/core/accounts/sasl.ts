import type { Core } from '../core.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { startPlain } from './plain.ts';
import { malformed, type SaslExchange } from './sasl-step.ts';
import { startScram } from './scram.ts';

/** Bytes of one client message, decoded; none of ours needs more. */
export const MAX_SASL_MESSAGE = 4096;

const starts: Readonly<Record<string, (core: Core, ip: string) => SaslExchange>> = {
  PLAIN: startPlain,
  'SCRAM-SHA-1': (core, ip) => startScram(core, 'sha1', ip),
  'SCRAM-SHA-256': (core, ip) => startScram(core, 'sha256', ip),
};

/** The mechanisms that are offered, best first: those of the config that the core knows. */
export function saslMechanisms(core: Core): readonly string[] {
  return core.config.mechanisms.filter((mechanism) => Object.hasOwn(starts, mechanism));
}

/** Begins to authenticate a client. Refused: `unsupported` for a mechanism that is not offered. */
export function startSasl(core: Core, mechanism: string, ip: string): SaslExchange | Refusal {
  const start = saslMechanisms(core).includes(mechanism) ? starts[mechanism] : undefined;
  return start ? guarded(start(core, ip)) : refuse('unsupported', mechanism);
}

/** Sizes are bounded, steps come one after another, and what is over stays over. */
function guarded(exchange: SaslExchange): SaslExchange {
  let isOpen = true;
  return {
    async step(message) {
      if (!isOpen || message.length > MAX_SASL_MESSAGE) {
        isOpen = false;
        return malformed;
      }
      isOpen = false;
      const answer = await exchange.step(message);
      isOpen = 'challenge' in answer;
      return answer;
    },
  };
}
