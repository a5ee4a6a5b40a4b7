import { chanServBanCommands } from './chanserv-bans.ts';
import { chanServLookCommands } from './chanserv-look.ts';
import { chanServCommands } from './chanserv.ts';
import { chanServSettingCommands } from './chanserv-settings.ts';
import { contactServCommands } from './contactserv.ts';
import { histServCommands } from './histserv.ts';
import { nickServAccountCommands } from './nickserv-account.ts';
import { nickServOperatorCommands } from './nickserv-operators.ts';
import { nickServSettingCommands } from './nickserv-settings.ts';
import { nickServCommands } from './nickserv.ts';
import type { ServiceCommand, ServiceName } from './service-command.ts';

/** Every command that people say to services, in the order in which HELP lists them. */
export const serviceCommands: readonly ServiceCommand[] = [
  ...nickServCommands,
  ...nickServAccountCommands,
  ...nickServSettingCommands,
  ...nickServOperatorCommands,
  ...chanServCommands,
  ...chanServBanCommands,
  ...chanServLookCommands,
  ...chanServSettingCommands,
  ...histServCommands,
  ...contactServCommands,
];

/** Those of one service. */
export function commandsOf(service: ServiceName): readonly ServiceCommand[] {
  return serviceCommands.filter((command) => command.service === service);
}
