import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountOf, PASSWORD } from '../load/xmpp.ts';
import { freePort } from '../system/ports.ts';
import { start } from '../system/processes.ts';
import { type Driver, findProgram, ownedDirectory, ready, type Setup } from './driver.ts';
import { logged } from './output.ts';

/** Prosody without limits, archive or federation, accounts in files. */
export const prosody: Driver = {
  name: 'prosody',
  wires: ['xmpp'],
  registering: 200,
  inBand: false,
  missing: () => (findProgram('prosody') === undefined ? 'not installed' : undefined),
  async start(setup) {
    ownedDirectory(setup.dir, undefined);
    const ports = { xmpp: await freePort(), ...(setup.tls && { xmppTls: await freePort() }) };
    const file = join(setup.dir, 'prosody.cfg.lua');
    writeFileSync(file, config(setup, ports));
    writeAccounts(setup);
    const child = start('server', [findProgram('prosody') ?? '', '-F', '--config', file], logged(setup.dir));
    return ready(child, ports);
  },
};

// Prosody's internal storage: one file an account, names with all but letters and digits as %xx.
function writeAccounts(setup: Setup): void {
  const encoded = setup.domain.replace(/[^a-zA-Z0-9]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  const folder = join(setup.dir, 'data', encoded, 'accounts');
  mkdirSync(folder, { recursive: true });
  for (let number = 0; number < setup.accounts; number++) {
    writeFileSync(join(folder, `${accountOf(number)}.dat`), `return { ["password"] = "${PASSWORD}"; };\n`);
  }
}

function config(setup: Setup, ports: { xmpp: number; xmppTls?: number }): string {
  const tls = setup.tls
    ? `c2s_direct_tls_ports = { ${ports.xmppTls} }
ssl = { certificate = "${setup.tls.certificate}"; key = "${setup.tls.key}" }`
    : '';
  return `run_as_root = true
pidfile = "${join(setup.dir, 'prosody.pid')}"
data_path = "${join(setup.dir, 'data')}"
interfaces = { "127.0.0.1" }
c2s_ports = { ${ports.xmpp} }
s2s_ports = { }
${tls}
modules_enabled = { "roster", "saslauth", "tls", "disco" }
modules_disabled = { "s2s", "limits", "offline" }
authentication = "internal_plain"
storage = "internal"
allow_unencrypted_plain_auth = true
c2s_require_encryption = false
c2s_timeout = 3600
network_backend = "epoll"
network_settings = { tcp_backlog = 4096 }
log = { error = "${join(setup.dir, 'prosody.log')}" }
VirtualHost "${setup.domain}"
Component "rooms.${setup.domain}" "muc"
  restrict_room_creation = false
  muc_room_locking = false
  muc_room_default_history_length = 0
  max_history_messages = 0
`;
}
