import { chanServCommands } from './chanserv.ts';
import { chanServSettingCommands } from './chanserv-settings.ts';
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
  ...chanServSettingCommands,
];

/** Those of one service. */
export function commandsOf(service: ServiceName): readonly ServiceCommand[] {
  return serviceCommands.filter((command) => command.service === service);
}
