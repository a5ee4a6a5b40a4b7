import type { ServiceWire } from '../../../core/commands/services/service-command.ts';
import type { Place } from '../../../core/archive/place.ts';
import { View } from '../../../core/endpoint.ts';
import type { MessageEvent } from '../../../core/event.ts';
import type { Client } from '../client.ts';
import { identify } from '../identify.ts';
import { logOut } from '../log-out.ts';
import { mayLogIn } from '../may-log-in.ts';
import { showPast } from '../past.ts';
import { withoutOwn } from '../replay.ts';
import { channelOfRoom } from '../spelling.ts';

/** What a service does to the client's own session. */
export function serviceWireOf(client: Client): ServiceWire {
  return {
    mayLogIn: mayLogIn(client),
    certificate: client.connection.tls?.certificateFingerprint,
    logIn: (account) => identify(client, { account }),
    logOut: () => logOut(client),
    play: (place, messages) => play(client, place, messages),
    redacted(event) {
      const line = client.form.render(event, View.OTHER);
      if (line) client.replies.lines(line);
    },
  };
}

/** Lines of history that cost as much as one command. */
const LINES_A_TOKEN = 25;

function play(client: Client, place: Place, messages: readonly MessageEvent[]): void {
  const { core, spelling } = client.server;
  client.input?.owe(Math.ceil(messages.length / LINES_A_TOKEN));
  client.bulk.push(
    'room' in place
      ? showPast(client, channelOfRoom(core, place.room), messages)
      : showPast(client, spelling.nick(place.peer), withoutOwn(client, messages)),
  );
}
