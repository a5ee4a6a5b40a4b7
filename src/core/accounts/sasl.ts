import type { Core } from '../core.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { startExternal } from './external.ts';
import { startPlain } from './plain.ts';
import { malformed, type SaslExchange, type SaslPeer } from './sasl-step.ts';
import { hasBinding, startScram } from './scram.ts';

/** Bytes of one client message, decoded; none of ours needs more. */
export const MAX_SASL_MESSAGE = 4096;

interface Mechanism {
  /** The key of `accounts.mechanisms` that switches it on. */
  readonly key: string;
  readonly start: (core: Core, peer: SaslPeer) => SaslExchange;
  /** Of use on this connection? */
  readonly suits?: (peer: SaslPeer) => boolean;
}

const mechanisms: Readonly<Record<string, Mechanism>> = {
  PLAIN: { key: 'PLAIN', start: startPlain },
  EXTERNAL: { key: 'EXTERNAL', start: startExternal, suits: ({ certificate }) => certificate !== undefined },
  'SCRAM-SHA-1': { key: 'SCRAM-SHA-1', start: (core, peer) => startScram(core, 'sha1', peer) },
  'SCRAM-SHA-256': { key: 'SCRAM-SHA-256', start: (core, peer) => startScram(core, 'sha256', peer) },
  'SCRAM-SHA-1-PLUS': {
    key: 'SCRAM-SHA-1',
    start: (core, peer) => startScram(core, 'sha1', peer, { isPlus: true }),
    suits: hasBinding,
  },
  'SCRAM-SHA-256-PLUS': {
    key: 'SCRAM-SHA-256',
    start: (core, peer) => startScram(core, 'sha256', peer, { isPlus: true }),
    suits: hasBinding,
  },
};

/** The mechanisms that are offered on a connection, best first: those of the config, and their `-PLUS` forms before them all. */
export function saslMechanisms(core: Core, peer?: SaslPeer): readonly string[] {
  const wanted = core.config.mechanisms;
  const names = [...wanted.map((name) => `${name}-PLUS`), ...wanted];
  return names.filter((name) => find(name, peer) !== undefined);
}

/** Begins to authenticate a client. Refused: `unsupported` for a mechanism that is not offered. */
export function startSasl(core: Core, mechanism: string, peer: SaslPeer): SaslExchange | Refusal {
  const found = find(mechanism, peer);
  if (!found || !core.config.mechanisms.includes(found.key)) return refuse('unsupported', mechanism);
  return guarded(found.start(core, peer));
}

function find(name: string, peer: SaslPeer | undefined): Mechanism | undefined {
  const found = Object.hasOwn(mechanisms, name) ? mechanisms[name] : undefined;
  if (!found?.suits) return found;
  return peer && found.suits(peer) ? found : undefined;
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
