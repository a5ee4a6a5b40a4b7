import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../system/ports.ts';
import { start } from '../system/processes.ts';
import { type Driver, findProgram, ownedDirectory, ready, type Setup, versionOf } from './driver.ts';
import { logged } from './output.ts';

/** Ergo without throttles, fake lag and history. */
export const ergo: Driver = {
  name: 'ergo',
  wires: ['irc'],
  registering: 200,
  inBand: false,
  missing() {
    const program = findProgram('ergo');
    if (program === undefined) return 'not installed';
    // Another program of that name (quantum chemistry) is packaged by Debian.
    return versionOf(program, '--version').startsWith('ergo-') ? undefined : `${program} is not the IRC server`;
  },
  async start(setup) {
    ownedDirectory(setup.dir, undefined);
    const program = findProgram('ergo') ?? '';
    const ports = { irc: await freePort(), ...(setup.tls && { ircTls: await freePort() }) };
    const file = join(setup.dir, 'ircd.yaml');
    writeFileSync(file, config(setup, ports));
    spawnSync(program, ['initdb', '--conf', file, '--quiet'], { cwd: setup.dir, timeout: 20_000 });
    // One core, as the others: the Go runtime would otherwise spread its work over all of them.
    const env = { ...process.env, GOMAXPROCS: '1' };
    const child = start('server', [program, 'run', '--conf', file], { ...logged(setup.dir), cwd: setup.dir, env });
    return ready(child, ports);
  },
};

function config(setup: Setup, ports: { irc: number; ircTls?: number }): string {
  const tls = setup.tls
    ? `    "127.0.0.1:${ports.ircTls}":
      tls: { cert: "${setup.tls.certificate}", key: "${setup.tls.key}" }
`
    : '';
  return `network: { name: Benchmark }
server:
  name: irc.${setup.domain}
  listeners:
    "127.0.0.1:${ports.irc}": {}
${tls}  casemapping: ascii
  max-sendq: 64M
  lookup-hostnames: false
  forward-confirm-hostnames: false
  check-ident: false
  ip-limits: { count: false, throttle: false }
  ip-cloaking: { enabled: false }
accounts:
  authentication-enabled: true
  registration: { enabled: false }
  nick-reservation: { enabled: false }
  multiclient: { enabled: false }
channels:
  default-modes: "+nt"
  max-channels-per-client: 1000
  registration: { enabled: false }
datastore:
  path: "${join(setup.dir, 'ircd.db')}"
  autoupgrade: true
limits:
  nicklen: 32
  identlen: 20
  channellen: 64
  awaylen: 390
  kicklen: 390
  topiclen: 390
  monitor-entries: 100
  whowas-entries: 100
  chan-list-modes: 60
  registration-messages: 1024
  multiline: { max-bytes: 4096, max-lines: 100 }
fakelag: { enabled: false }
history: { enabled: false }
logging:
  - { method: stderr, type: "*", level: error }
`;
}
