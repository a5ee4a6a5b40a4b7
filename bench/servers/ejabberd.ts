import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../system/ports.ts';
import { start } from '../system/processes.ts';
import { type Driver, findProgram, isProgram, ownedDirectory, ready, type Setup, unprivileged } from './driver.ts';
import { logged } from './output.ts';

const LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib', '/opt'];

/** ejabberd without shapers and archive, one scheduler, started without its control script (so without epmd). */
export const ejabberd: Driver = {
  name: 'ejabberd',
  wires: ['xmpp'],
  registering: 200,
  inBand: true,
  missing() {
    if (findProgram('ejabberdctl') === undefined) return 'not installed';
    return runtime() === undefined || library() === undefined ? 'its Erlang libraries were not found' : undefined;
  },
  async start(setup) {
    const owner = unprivileged('ejabberd');
    ownedDirectory(setup.dir, owner);
    const spool = ownedDirectory(join(setup.dir, 'spool'), owner);
    const ports = { xmpp: await freePort(), ...(setup.tls && { xmppTls: await freePort() }) };
    const file = join(setup.dir, 'ejabberd.yml');
    writeFileSync(file, config(setup, ports));
    // One core: one scheduler that does not spin while it waits, as the others do not.
    const flags = '+K true +P 1000000 +S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none -noinput';
    const command = [runtime() ?? '', ...flags.split(' '), '-mnesia', 'dir', `"${spool}"`, '-s', 'ejabberd'];
    const child = start('server', command, {
      ...logged(setup.dir),
      cwd: setup.dir,
      env: {
        ...process.env,
        HOME: setup.dir,
        ERL_LIBS: library(),
        EJABBERD_CONFIG_PATH: file,
        EJABBERD_LOG_PATH: join(spool, 'ejabberd.log'),
        SPOOL_DIR: spool,
      },
      ...(owner && { uid: owner.uid, gid: owner.gid }),
    });
    return ready(child, ports);
  },
};

function runtime(): string | undefined {
  return findProgram('erl') ?? ['/usr/lib/erlang/bin/erl'].find(isProgram);
}

function library(): string | undefined {
  return LIBRARIES.find((folder) => {
    try {
      return readdirSync(folder).some((name) => /^ejabberd-\d/.test(name));
    } catch {
      return false;
    }
  });
}

function config(setup: Setup, ports: { xmpp: number; xmppTls?: number }): string {
  const listener = (port: number, tls: boolean): string => `  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    backlog: 4096
    max_stanza_size: 262144
    shaper: none
    access: all
    tls: ${tls}
`;
  const certificates = setup.tls ? `certfiles:\n  - "${setup.tls.certificate}"\n  - "${setup.tls.key}"\n` : '';
  return `hosts:
  - "${setup.domain}"
loglevel: error
${certificates}listen:
${listener(ports.xmpp, false)}${ports.xmppTls === undefined ? '' : listener(ports.xmppTls, true)}auth_method: [internal]
auth_password_format: plain
registration_timeout: infinity
acl: {}
access_rules:
  register:
    allow: all
shaper: {}
modules:
  mod_disco: {}
  mod_roster: {}
  mod_register:
    access: register
    ip_access: all
    password_strength: 0
    welcome_message:
      subject: ""
      body: ""
  mod_muc:
    host: "rooms.@HOST@"
    access: all
    access_create: all
    history_size: 0
    max_users: 20000
    max_users_presence: 0
    min_message_interval: 0
    min_presence_interval: 0
    user_message_shaper: none
    user_presence_shaper: none
    room_shaper: none
    default_room_options:
      max_users: 20000
      presence_broadcast: []
`;
}
