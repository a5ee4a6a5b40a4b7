import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../system/ports.ts';
import { start } from '../system/processes.ts';
import { type Driver, findProgram, ownedDirectory, ready, type Setup, unprivileged } from './driver.ts';
import { logged } from './output.ts';

/** InspIRCd without fake lag and with wide queues. */
export const inspircd: Driver = {
  name: 'inspircd',
  wires: ['irc'],
  // It finishes registrations once a second.
  registering: 500,
  inBand: false,
  missing: () => (findProgram('inspircd') === undefined ? 'not installed' : undefined),
  async start(setup) {
    ownedDirectory(setup.dir, undefined);
    const ports = { irc: await freePort(), ...(setup.tls && { ircTls: await freePort() }) };
    const file = join(setup.dir, 'inspircd.conf');
    writeFileSync(file, config(setup, ports));
    const root = unprivileged() === undefined ? [] : ['--runasroot'];
    const command = [findProgram('inspircd') ?? '', '--config', file, '--nofork', '--nopid', ...root];
    return ready(start('server', command, logged(setup.dir)), ports);
  },
};

function config(setup: Setup, ports: { irc: number; ircTls?: number }): string {
  const tls = setup.tls
    ? `<module name="ssl_gnutls">
<sslprofile name="bench" provider="gnutls" certfile="${setup.tls.certificate}" keyfile="${setup.tls.key}">
<bind address="127.0.0.1" port="${ports.ircTls}" type="clients" sslprofile="bench">
`
    : '';
  return `<server name="irc.${setup.domain}" description="benchmark" network="Benchmark">
<admin name="benchmark" nick="benchmark" email="root@${setup.domain}">
<bind address="127.0.0.1" port="${ports.irc}" type="clients">
${tls}<connect name="all" allow="*" timeout="60" pingfreq="3600" hardsendq="64M" softsendq="64M" recvq="1M"
  localmax="100000" globalmax="100000" limit="100000" maxconnwarn="no" resolvehostnames="no" useident="no"
  fakelag="no" threshold="100000" commandrate="100000000" maxchans="1000">
<performance netbuffersize="65534" softlimit="100000" somaxconn="4096">
<options prefixquit="Quit: " defaultmodes="">
<limits maxnick="31" maxchan="64">
<channels users="1000" opers="1000">
<dns server="127.0.0.1" timeout="1">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="${join(setup.dir, 'inspircd.log')}">
`;
}
