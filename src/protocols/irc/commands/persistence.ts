import { setAlwaysOn } from '../../../core/bouncer/always-on.ts';
import { isRefusal } from '../../../core/refusal.ts';
import type { Client } from '../client.ts';
import type { Command } from '../command.ts';
import { showPersistence, tellPersistence } from '../persistence.ts';

const choices: ReadonlyMap<string, boolean | undefined> = new Map([
  ['ON', true],
  ['OFF', false],
  ['DEFAULT', undefined],
]);

/** PERSISTENCE GET, PERSISTENCE SET (ON | OFF | DEFAULT) -- draft/persistence */
export const persistence: Command = {
  params: 1,
  run(client, [subcommand = '', choice = '']) {
    const account = client.session?.person.account;
    if (!account) return fail(client, 'ACCOUNT_REQUIRED', 'You are not logged in');
    if (subcommand.toUpperCase() === 'GET') return void showPersistence(client, account);
    const wanted = choice.toUpperCase();
    if (subcommand.toUpperCase() !== 'SET' || !choices.has(wanted)) {
      return fail(client, 'INVALID_PARAMS', 'Invalid parameters');
    }
    return set(client, account.name, choices.get(wanted));
  },
};

async function set(client: Client, name: string, wanted: boolean | undefined): Promise<undefined> {
  const changed = await setAlwaysOn(client.server.core, name, wanted);
  if (isRefusal(changed)) {
    // What the server decided for everybody is told as what is in effect, not as a fault of the asker.
    const account = client.session?.person.account;
    if (changed.reason === 'unsupported' && account) return void showPersistence(client, account);
    return fail(client, 'UNKNOWN_ERROR', changed.text ?? 'It could not be changed');
  }
  showPersistence(client, changed);
  tellPersistence(client, changed);
  return undefined;
}

function fail(client: Client, code: string, text: string): undefined {
  client.fail('PERSISTENCE', code, [], text);
}
