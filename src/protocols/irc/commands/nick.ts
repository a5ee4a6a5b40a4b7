import { isGuestNickname } from '../../../core/accounts/names.ts';
import { renamePerson } from '../../../core/presence/rename-person.ts';
import { refuse } from '../../../core/refusal.ts';
import type { Command } from '../command.ts';
import { register } from '../registration.ts';

/** NICK <nickname> -- RFC 2812 3.1.2 */
export const nick: Command = {
  before: 'also',
  run(client, [nickname = '']) {
    if (nickname === '') return void client.numeric('ERR_NONICKNAMEGIVEN');
    if (client.session) return renamePerson(client.server.core, client.session, nickname);
    // Whether it is free is seen at the end: who logs in with SASL gets the account's nick.
    if (!isGuestNickname(nickname)) return refuse('nickname-invalid', nickname);
    client.wantedNick = nickname;
    return register(client);
  },
};
