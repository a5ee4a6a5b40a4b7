import type { ListenerFacts } from '../cli/running-server.ts';
import { listenAddress } from '../config/listen.ts';
import type { Config } from '../config/schema.ts';
import { join } from 'node:path';
import type { FileStore } from '../core/uploads/store.ts';
import { expireUploads } from '../core/uploads/store-upload.ts';
import { addUploads } from '../http/uploads/upload-routes.ts';
import { createFileStore } from '../storage/files.ts';
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
  /** Takes new settings, and which ports are open. From the first time on it is at work. */
  configure(config: Config, facts: readonly ListenerFacts[]): void;
  /** Ends what it does by itself. */
  stop(): void;
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
  const uploads = { files: createFileStore(join(config.data, 'uploads')), pending: new Map() };
  addUploads(app, { core, uploads, settings });
  let stop: (() => void) | undefined;
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
    configure(next, facts) {
      current = webSettings(next, facts);
      stop ??= keepTidy(core, uploads.files);
    },
    stop: () => stop?.(),
  };
}

const HOUR_MS = 3_600_000;

/** Removes files whose time is over, once an hour. Returns how to end that. */
function keepTidy(core: Core, files: FileStore): () => void {
  const failed = (error: unknown) => core.log.warn({ error: String(error) }, 'uploads: not tidied');
  const expire = (): void => {
    timer = core.clock.after(HOUR_MS, expire);
    expireUploads(core, files).catch(failed);
  };
  let timer = core.clock.after(HOUR_MS, expire);
  files.tidy().catch(failed);
  return () => timer.cancel();
}

/** Where files are uploaded to, for 005; undefined where nowhere. */
export function fileHost(config: Config, facts: readonly ListenerFacts[]): string | undefined {
  const isOpen = config.uploads.max_size > 0 && config.listen.http.length > 0;
  return isOpen ? `${publicUrl(config, facts)}/upload` : undefined;
}

function webSettings(config: Config, facts: readonly ListenerFacts[]): WebSettings {
  return {
    url: publicUrl(config, facts),
    origins: config.http.origins,
    requireTls: config.tls.require,
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
