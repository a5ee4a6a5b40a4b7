import { chanServCommands } from './chanserv.ts';
import { chanServSettingCommands } from './chanserv-settings.ts';
import { nickServSessionCommands } from './nickserv-sessions.ts';
import type { ServiceCommand, ServiceName } from './service-command.ts';

/** Every command that people say to services, in the order in which HELP lists them. */
export const serviceCommands: readonly ServiceCommand[] = [
  ...chanServCommands,
  ...chanServSettingCommands,
  ...nickServSessionCommands,
];

/** Those of one service. */
export function commandsOf(service: ServiceName): readonly ServiceCommand[] {
  return serviceCommands.filter((command) => command.service === service);
}
