import type { ListenerFacts } from '../cli/running-server.ts';
import { StartProblem } from '../cli/running-server.ts';
import type { Config } from '../config/schema.ts';
import { systemClock } from '../lib/clock.ts';
import type { Accept } from '../lib/connection.ts';
import type { Log } from '../lib/log.ts';
import { createCertificates, type Certificates } from '../transport/certificates.ts';
import { createListeners, type Listeners } from '../transport/listeners.ts';
import { trustedProxies } from '../transport/trusted-proxies.ts';
import { transportLog } from './transport-log.ts';
import { transportLimits } from './wire-config.ts';

/** What is behind the doors that there are. */
export interface Accepts {
  readonly irc: Accept;
  readonly xmpp: Accept;
  readonly irc_websocket: Accept;
  readonly http: Accept;
}

export interface Doors {
  readonly listeners: Listeners;
  readonly certificates: Certificates;
  readonly facts: readonly ListenerFacts[];
}

/** Application protocols, so that TLS can be told apart on one port (XEP-0368 5). */
const alpn = { irc: ['irc'], xmpp: ['xmpp-client'], irc_websocket: ['http/1.1'], http: ['http/1.1'] } as const;

const doorKeys = ['irc', 'irc_websocket', 'xmpp', 'http'] as const;

/** Opens every listener that the configuration names and that has something behind it, or none. */
export async function openListeners(config: Config, accepts: Accepts, log: Log): Promise<Doors> {
  const certificates = await createCertificates(config.tls.certificates, {
    defaultName: config.domain,
    minimum: config.tls.minimum === '1.3' ? 'TLSv1.3' : 'TLSv1.2',
    report: (problem) => log.warn({ problem }, 'certificates'),
  });
  requireCertificate(config, certificates);
  const listeners = createListeners({
    clock: systemClock,
    limits: transportLimits(config),
    certificates,
    proxies: trustedProxies(config.listen.trusted_proxies),
    report: transportLog(log, () => systemClock.monotonic()),
  });
  const facts: ListenerFacts[] = [];
  try {
    for (const key of doorKeys) {
      for (const spec of config.listen[key]) {
        const { port } = await listeners.open(spec, {
          accept: accepts[key],
          alpn: alpn[key],
          takesVouchers: key !== 'xmpp' && (key !== 'irc' || config.irc.proxy),
          requestCertificate: key === 'irc', // SASL EXTERNAL
        });
        facts.push({ key, host: spec.host, port, tls: spec.tls });
      }
    }
  } catch (error) {
    await listeners.stop(0);
    throw error;
  }
  return { listeners, certificates, facts };
}

/** A listener that speaks TLS and has no certificate would refuse everybody, one by one: better not to start. */
function requireCertificate(config: Config, certificates: Certificates): void {
  const secure = doorKeys.flatMap((key) => config.listen[key]).find(({ tls }) => tls !== 'none');
  if (!secure || certificates.all.length > 0) return;
  throw new StartProblem(
    `no certificate for "${secure.text}": ${certificates.problems[0] ?? `there is none in ${config.tls.certificates}`}`,
    'Put a certificate and its key there, or make one for trying out with `causeway cert self-signed`.',
    'tls.certificates',
  );
}
