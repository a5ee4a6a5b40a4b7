import { isRefusal, Later } from '../../../core/refusal.ts';
import { knock as ask } from '../../../core/rooms/knock.ts';
import { cleanText } from '../clean-text.ts';
import type { Command } from '../command.ts';
import { isRoom, mayKnow, openRoom } from '../room-lookup.ts';
import { channelOfRoom } from '../spelling.ts';
import { cutBytes } from '../wire/format.ts';

/** KNOCK <channel> [<text>]: asks those who run a channel to be let in (005 KNOCK) */
export const knock: Command = {
  params: 1,
  run(client, [name = '', text = '']) {
    const room = openRoom(client, name);
    if (!isRoom(room)) return room;
    if (!client.session) return undefined;
    const { core } = client.server;
    const channel = channelOfRoom(core, room);
    // 480 is told whether the channel is secret or not known to anybody.
    if (!mayKnow(client, room)) return void client.numeric('ERR_CANNOTKNOCK', name);
    const outcome = ask(core, client.session, room, cutBytes(cleanText(text), core.config.limits.reason));
    if (outcome instanceof Later) return outcome;
    if (!isRefusal(outcome)) client.numeric('RPL_KNOCKDLVR', channel);
    else if (outcome.reason === 'already-joined') client.numeric('ERR_KNOCKONCHAN', channel);
    else if (outcome.reason === 'banned')
      client.numericText('ERR_CANNOTKNOCK', [channel], 'Cannot knock: you are banned');
    else return outcome;
    return undefined;
  },
};
