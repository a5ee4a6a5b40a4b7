import type { Accept } from '../../lib/connection.ts';
import { fold } from '../../lib/fold.ts';
import type { AdminContext } from '../../core/commands/ports.ts';
import type { Core } from '../../core/core.ts';
import { offerOf } from './cap-news.ts';
import type { IrcConfig } from './config.ts';
import { createForms } from './forms.ts';
import { createHeartbeat } from './heartbeat.ts';
import { pseudos } from './pseudos.ts';
import type { Pseudo } from './pseudo.ts';
import { pushLine } from './push-line.ts';
import type { IrcServer } from './server.ts';
import { IrcSession } from './session.ts';
import { createSpelling } from './spelling.ts';

export interface IrcProtocol {
  /** What a listener calls for each connection. */
  readonly accept: Accept;
  /** Takes new settings; sessions that are there go by them from their next line on. */
  configure(config: IrcConfig): void;
  /** Gives operators and services what the commands of the one table work on. */
  administer(context: AdminContext): void;
}

/** The IRC side of the server: RFC 1459 and 2812 as clients use them, with IRCv3. */
export function createIrcProtocol(core: Core, config: IrcConfig, services: readonly Pseudo[] = pseudos): IrcProtocol {
  const spelling = createSpelling(core, () => server.config.serverName);
  const server: IrcServer = {
    core,
    config,
    admin: undefined,
    spelling,
    forms: createForms(spelling),
    heartbeat: createHeartbeat(core.clock),
    pseudos: new Map(services.map((each) => [fold(each.name), each])),
    usage: new Map(),
    startedAt: core.clock.now(),
    unregistered: 0,
  };
  core.pushes.spell = (event) => pushLine(event, spelling);
  let offer = offerOf(server);
  return {
    accept: (connection) => new IrcSession(server, connection),
    configure(next) {
      server.config = next;
      const before = offer;
      offer = offerOf(server);
      for (const member of server.heartbeat.members()) member.reconfigured(before, offer);
    },
    administer(context) {
      server.admin = context;
    },
  };
}
