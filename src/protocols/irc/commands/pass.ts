import type { Command } from '../command.ts';

/** PASS <password> -- RFC 2812 3.1.1. Looked at when the registration is complete. */
export const pass: Command = {
  params: 1,
  before: 'only',
  run(client, [password = '']) {
    client.password = password;
    return undefined;
  },
};
