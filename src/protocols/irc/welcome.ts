import type { Client } from './client.ts';
import { welcomeMetadata } from './metadata/before-connect.ts';
import { listModes, ranks, settingModes } from './modes.ts';
import { showUserModes } from './mode-user.ts';
import { showSupport } from './show-support.ts';
import { sourceOf } from './spelling.ts';
import { userModeLetters } from './user-modes.ts';

/** What a client is told once it is registered (modern.ircdocs.horse, "Connection Registration"). */
export function welcome(client: Client): void {
  const { server, session } = client;
  if (!session) return;
  const { serverName, network, version } = server.config;
  client.numeric('RPL_WELCOME', `Welcome to the ${network} IRC Network ${sourceOf(session.person)}`);
  client.numeric('RPL_YOURHOST', `Your host is ${serverName}, running version ${version}`);
  client.numeric('RPL_CREATED', `This server was started ${new Date(server.startedAt).toUTCString()}`);
  const channelModes = [
    ...Object.keys(listModes),
    ...settingModes.map(({ letter }) => letter),
    ...ranks.map(({ letter }) => letter),
  ];
  client.numeric('RPL_MYINFO', serverName, version, userModeLetters, channelModes.sort().join(''));
  showSupport(client);
  showLusers(client);
  welcomeMetadata(client);
  showMotd(client);
  // Who starts with modes is told which.
  if (session.person.traits !== 0) showUserModes(client, session.person);
}

/** People are counted, whatever they speak and however many sessions they have (RFC 2812 3.4.2). */
export function showLusers(client: Client): void {
  const { core, unregistered } = client.server;
  const { size: users, invisible, operators, peak } = core.people;
  const rooms = [...core.rooms.loaded()].filter((room) => room.occupants.size > 0).length;
  client.numeric('RPL_LUSERCLIENT', `There are ${users - invisible} users and ${invisible} invisible on 1 servers`);
  client.numeric('RPL_LUSEROP', String(operators));
  client.numeric('RPL_LUSERUNKNOWN', String(unregistered));
  client.numeric('RPL_LUSERCHANNELS', String(rooms));
  client.numeric('RPL_LUSERME', `I have ${users} clients and 1 servers`);
  for (const name of ['RPL_LOCALUSERS', 'RPL_GLOBALUSERS'] as const) {
    const which = name === 'RPL_LOCALUSERS' ? 'local' : 'global';
    client.numeric(name, String(users), String(peak), `Current ${which} users ${users}, max ${peak}`);
  }
}

export function showMotd(client: Client): void {
  const { motd, serverName } = client.server.config;
  if (motd.length === 0) return client.numeric('ERR_NOMOTD');
  client.numericText('RPL_MOTDSTART', [], `- ${serverName} Message of the day - `);
  for (const line of motd) client.numericText('RPL_MOTD', [], `- ${line}`);
  client.numeric('RPL_ENDOFMOTD');
}
