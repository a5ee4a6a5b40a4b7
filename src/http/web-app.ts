import { Hono } from 'hono';
import type { Core } from '../core/core.ts';
import type { Asked } from './serve-fetch.ts';

/** What routes find beside the request. */
export interface WebEnvironment {
  Bindings: Asked;
}

export type WebApp = Hono<WebEnvironment>;

/** The pages that are no websocket. Every answer forbids what a browser might make of it unasked. */
export function createWebApp(core: Core): WebApp {
  const app: WebApp = new Hono();
  // For whoever serves the app to tell and to answer.
  app.onError((error) => {
    throw error;
  });
  app.use(async (context, next) => {
    await next();
    const { headers } = context.res;
    headers.set('X-Content-Type-Options', 'nosniff');
    headers.set('Referrer-Policy', 'no-referrer');
    if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', "default-src 'none'; sandbox");
  });
  // Alive, whatever it waits for; ready when messages can be kept.
  app.get('/healthz', (context) => context.text('ok\n'));
  app.get('/readyz', (context) =>
    core.writer.state === 'ready' ? context.text('ready\n') : context.text('waiting\n', 503),
  );
  app.get('/irc', (context) => context.text('This is a websocket for IRC.\n', 426, { Upgrade: 'websocket' }));
  return app;
}
