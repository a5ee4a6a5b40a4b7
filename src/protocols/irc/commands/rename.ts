import { isRefusal, refuse } from '../../../core/refusal.ts';
import { renameRoom } from '../../../core/rooms/rename-room.ts';
import { cleanText } from '../clean-text.ts';
import type { Client } from '../client.ts';
import type { Command } from '../command.ts';
import { parseChannel } from '../names.ts';
import { isRoom, joinedRoom } from '../room-lookup.ts';
import { cutBytes } from '../wire/format.ts';

/** RENAME <old channel> <new channel> [<reason>] -- draft/channel-rename, "Messages" */
export const rename: Command = {
  params: 2,
  run(client, [old = '', wanted = '', reason = '']) {
    const room = joinedRoom(client, old);
    if (!isRoom(room)) return room;
    if (!client.session) return undefined;
    const { core } = client.server;
    const target = parseChannel(wanted, core.config.roomsDomain);
    if (!target) return cannot(client, old, wanted);
    const text = cutBytes(cleanText(reason), core.config.limits.reason);
    const outcome = renameRoom(core, client.session, room, { ...target, reason: text });
    if (!isRefusal(outcome)) return outcome;
    if (outcome.reason === 'room-name-invalid') {
      return cannot(client, old, wanted, outcome.text);
    }
    if (outcome.reason !== 'room-exists') {
      return refuse(outcome.reason, old, outcome.text === undefined ? {} : { text: outcome.text });
    }
    client.fail('RENAME', 'CHANNEL_NAME_IN_USE', [old, wanted], 'The channel name is already taken');
    return undefined;
  },
};

function cannot(client: Client, old: string, wanted: string, why = 'The channel cannot be called so'): undefined {
  client.fail('RENAME', 'CANNOT_RENAME', [old, wanted], why);
}
