import type { ServiceName } from '../../../core/commands/services/service-command.ts';
import { findPseudo } from '../pseudo.ts';
import type { Command } from '../command.ts';

/** NICKSERV, NS and the like: the short way to write to a service. */
export function serviceAlias(name: ServiceName): Command {
  return {
    run(client, params) {
      const service = findPseudo(client.server, name);
      const text = params.join(' ').trim();
      if (text !== '') return service?.told(client, text);
      client.numeric('ERR_NOTEXTTOSEND');
      return undefined;
    },
  };
}
