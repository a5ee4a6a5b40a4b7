import { isGuestNickname } from '../../../core/accounts/names.ts';
import { renamePerson } from '../../../core/presence/rename-person.ts';
import { refuse } from '../../../core/refusal.ts';
import { fold } from '../../../lib/fold.ts';
import type { Client } from '../client.ts';
import type { Command, Result } from '../command.ts';
import { belongsToAccount, register } from '../registration.ts';

/** NICK <nickname> -- RFC 2812 3.1.2 */
export const nick: Command = {
  before: 'also',
  run(client, [nickname = '']) {
    if (nickname === '') return void client.numeric('ERR_NONICKNAMEGIVEN');
    if (client.session) return rename(client, nickname);
    // Whether it is free is seen at the end: who logs in with SASL gets the account's nick.
    if (!isGuestNickname(nickname)) return refuse('nickname-invalid', nickname);
    client.wantedNick = nickname;
    return register(client);
  },
};

function rename(client: Client, nickname: string): Result {
  const { session, server } = client;
  if (!session) return undefined;
  const { person } = session;
  if (person.kind === 'guest' && fold(nickname) !== fold(person.nickname)) {
    if (!isGuestNickname(nickname, server.core.config.guests.forcePrefix)) return refuse('nickname-invalid', nickname);
    const taken = belongsToAccount(client, nickname);
    if (taken) return taken;
  }
  return renamePerson(server.core, session, nickname);
}
