import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../system/ports.ts';
import { start } from '../system/processes.ts';
import { type Driver, findProgram, ownedDirectory, ready, type Setup, unprivileged } from './driver.ts';
import { logged } from './output.ts';

/** ngIRCd with every penalty and limit off. */
export const ngircd: Driver = {
  name: 'ngircd',
  wires: ['irc'],
  // Its listen backlog is 10.
  registering: 8,
  inBand: false,
  missing: () => (findProgram('ngircd') === undefined ? 'not installed' : undefined),
  async start(setup) {
    const owner = unprivileged('irc');
    ownedDirectory(setup.dir, owner);
    const ports = { irc: await freePort(), ...(setup.tls && { ircTls: await freePort() }) };
    const file = join(setup.dir, 'ngircd.conf');
    writeFileSync(file, config(setup, ports, owner?.name));
    return ready(start('server', [findProgram('ngircd') ?? '', '-n', '-f', file], logged(setup.dir)), ports);
  },
};

function config(setup: Setup, ports: { irc: number; ircTls?: number }, user: string | undefined): string {
  const identity = user === undefined ? '' : `ServerUID = ${user}\nServerGID = nogroup\n`;
  const tls = setup.tls
    ? `[SSL]\nCertFile = ${setup.tls.certificate}\nKeyFile = ${setup.tls.key}\nPorts = ${ports.ircTls}\n`
    : '';
  return `[Global]
Name = irc.${setup.domain}
Info = benchmark
AdminInfo1 = benchmark
Listen = 127.0.0.1
Ports = ${ports.irc}
MotdPhrase = benchmark
${identity}[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxPenaltyTime = 0
MaxNickLength = 20
PingTimeout = 3600
PongTimeout = 3600
[Options]
ChrootDir =
DNS = no
Ident = no
PAM = no
SyslogFacility = local7
${tls}`;
}
