import type { ListenerFacts } from '../cli/running-server.ts';
import { listenAddress } from '../config/listen.ts';
import type { Config } from '../config/schema.ts';
import type { Core } from '../core/core.ts';
import { ircWebSocket } from '../http/irc-websocket.ts';
import { serveFetch } from '../http/serve-fetch.ts';
import { createWebApp } from '../http/web-app.ts';
import { createWebServer, type WebSettings } from '../http/web-server.ts';
import type { Accept } from '../lib/connection.ts';
import { trustedProxies } from '../transport/trusted-proxies.ts';

/** What is reached over HTTP. */
export interface Web {
  /** `listen.http`. */
  readonly http: Accept;
  /** `listen.irc_websocket`. */
  readonly ircWebSocket: Accept;
  /** Takes new settings, and which ports are open. */
  configure(config: Config, facts: readonly ListenerFacts[]): void;
}

export interface WebParts {
  readonly core: Core;
  readonly config: Config;
  /** What serves IRC. */
  readonly irc: Accept;
}

export function createWeb({ core, config, irc }: WebParts): Web {
  let current = webSettings(config, []);
  const settings = (): WebSettings => current;
  const service = ircWebSocket(irc);
  const app = createWebApp(core);
  const answer = serveFetch(
    (request, asked) => app.fetch(request, asked),
    (error) => core.log.error({ err: error }, 'web: a request failed'),
  );
  return {
    http: createWebServer({ settings, answer, webSocket: (path) => (path === '/irc' ? service : undefined) }),
    ircWebSocket: createWebServer({
      settings,
      answer: (_, response) => response.writeHead(426, { Connection: 'close', Upgrade: 'websocket' }).end(),
      webSocket: () => service,
    }),
    configure: (next, facts) => void (current = webSettings(next, facts)),
  };
}

function webSettings(config: Config, facts: readonly ListenerFacts[]): WebSettings {
  return {
    url: publicUrl(config, facts),
    origins: config.http.origins,
    proxies: trustedProxies(config.listen.trusted_proxies),
  };
}

/** Where browsers find this server, without a slash at the end: as configured, else https on the domain; in a trial the listener itself. */
export function publicUrl({ http, domain }: Config, facts: readonly ListenerFacts[]): string {
  if (http.url !== '') return http.url.replace(/\/+$/, '');
  const own = facts.find(({ key }) => key === 'http');
  if (domain !== 'localhost' || !own) return `https://${domain}`;
  return `${own.tls === 'tls' ? 'https' : 'http'}://${listenAddress(own)}`;
}
