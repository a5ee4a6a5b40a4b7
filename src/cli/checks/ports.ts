import { createServer } from 'node:net';
import { listenAddress } from '../../config/listen.ts';
import type { ListenSpec } from '../../config/listen.ts';
import { isNotYet } from '../../config/not-yet.ts';
import { listenKeys } from '../../config/schema.ts';
import type { Config } from '../../config/schema.ts';
import type { Finding } from './finding.ts';

/** Can every configured port be had? Where the server runs, it has them already. */
export async function checkPorts(config: Config, isRunning: boolean): Promise<readonly Finding[]> {
  const wanted = listenKeys
    .filter((key) => !isNotYet(['listen', key]))
    .flatMap((key) => config.listen[key].map((spec) => ({ key, spec })));
  if (wanted.length === 0) return [{ grade: 'skip', area: 'ports', text: 'nothing is configured to listen' }];
  const findings: Finding[] = [];
  for (const { key, spec } of wanted) findings.push(await checkPort(key, spec, isRunning));
  return findings;
}

async function checkPort(key: string, spec: ListenSpec, isRunning: boolean): Promise<Finding> {
  const address = listenAddress(spec);
  const code = await bindingError(spec);
  if (code === undefined && isRunning && spec.port !== 0) {
    const text = `${address} (listen.${key}) is free, though the server runs`;
    return {
      grade: 'WARN',
      area: 'ports',
      text,
      fix: 'stop what else runs on this data, or `causeway stop` and `causeway start`; see the log',
    };
  }
  if (code === undefined) return { grade: 'ok', area: 'ports', text: `${address} (listen.${key}) is free` };
  if (code === 'EADDRINUSE' && isRunning)
    return { grade: 'ok', area: 'ports', text: `${address} (listen.${key}) is taken; the server runs` };
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: 'is taken by another program',
    EACCES: 'needs a privilege (ports below 1024)',
    EADDRNOTAVAIL: 'is not an address of this machine',
    EAFNOSUPPORT: 'needs IPv6, which this machine does not have',
  };
  const fix =
    code === 'EAFNOSUPPORT' ? `write 0.0.0.0 in listen.${key}` : `change listen.${key}, or stop what uses ${address}`;
  return {
    grade: 'FAIL',
    area: 'ports',
    text: `${address} (listen.${key}) ${why[code] ?? `cannot be had: ${code}`}`,
    fix,
  };
}

function bindingError({ host, port }: ListenSpec): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
