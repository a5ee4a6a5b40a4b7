import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Context } from 'hono';
import { accountAddress } from '../../core/accounts/names.ts';
import type { Core } from '../../core/core.ts';
import type { AccountRecord } from '../../core/ports.ts';
import { isRefusal, refuse, type Refusal } from '../../core/refusal.ts';
import { findUpload, removeUpload, storeUpload, type Uploads } from '../../core/uploads/store-upload.ts';
import { askerOf } from '../forwarded.ts';
import { isOriginAllowed } from '../origins.ts';
import type { WebApp, WebEnvironment } from '../web-app.ts';
import type { WebSettings } from '../web-server.ts';
import { accountOf } from './credentials.ts';
import { fileHeaders, nameFrom, rangeOf } from './file-headers.ts';
import { paced } from './paced.ts';
import { refusalResponse } from './refusal-response.ts';

export interface UploadParts {
  readonly core: Core;
  readonly uploads: Uploads;
  readonly settings: () => WebSettings;
}

type Asked = Context<WebEnvironment>;

/** The file host: POST /upload, GET, HEAD and DELETE /upload/<id>/<name> (soju.im/filehost). */
export function addUploads(app: WebApp, parts: UploadParts): void {
  app.use('/upload', (context, next) => crossOrigin(context, parts, next));
  app.use('/upload/*', (context, next) => crossOrigin(context, parts, next));
  // "Servers MUST accept OPTIONS requests on the upload URI."
  app.options('/upload', (context) => context.body(null, 204, { Allow: 'OPTIONS, POST', 'Accept-Post': '*/*' }));
  app.options('/upload/:id/:name', (context) => context.body(null, 204, { Allow: 'OPTIONS, GET, HEAD, DELETE' }));
  app.post('/upload', (context) => upload(context, parts));
  app.get('/upload/:id/:name', (context) => download(context, parts));
  app.delete('/upload/:id/:name', (context) => remove(context, parts));
}

/** Pages elsewhere may use it only where that is configured (RELIABILITY W-03); what is uploaded anybody may read who knows where. */
async function crossOrigin(
  context: Asked,
  { settings }: UploadParts,
  next: () => Promise<void>,
): Promise<Response | void> {
  const { headers } = context.env.message;
  const isReading = ['GET', 'HEAD'].includes(context.req.method);
  const { url, origins } = settings();
  if (!isReading && !isOriginAllowed(headers, url, origins)) return context.text('Not from there.\n', 403);
  await next();
  if (isReading || headers.origin === undefined) return;
  context.header('Access-Control-Allow-Origin', headers.origin);
  context.header('Access-Control-Allow-Methods', 'OPTIONS, GET, HEAD, POST, DELETE');
  context.header('Access-Control-Allow-Headers', 'Authorization, Content-Type, Content-Disposition');
  context.header('Access-Control-Expose-Headers', 'Location');
  context.header('Vary', 'Origin');
}

async function upload(context: Asked, { core, uploads, settings }: UploadParts): Promise<Response> {
  const account = await authenticated(context, core, settings());
  if (isRefusal(account)) return refusalResponse(account);
  const { connection } = context.env;
  // The deadline was for saying who it is; from here on the pace counts.
  connection.authenticated();
  const length = context.req.header('content-length');
  const content = (context.req.raw.body ?? []) as AsyncIterable<Uint8Array>;
  const stored = await storeUpload(core, uploads, {
    owner: accountAddress(account.key, core.config.domain).bare,
    name: nameFrom(context.req.header('content-disposition') ?? ''),
    type: context.req.header('content-type') ?? '',
    size: length === undefined ? undefined : Number(length),
    content: paced(content, core.clock, () => connection.destroy('deadline')),
  });
  if (isRefusal(stored)) return refusalResponse(stored);
  const location = `${settings().url}/upload/${stored.id}/${encodeURIComponent(stored.name)}`;
  return context.text(`${location}\n`, 201, { Location: location, Connection: 'close' });
}

async function authenticated(context: Asked, core: Core, settings: WebSettings): Promise<AccountRecord | Refusal> {
  const { connection, message } = context.env;
  const { ip, isSecure } = askerOf(connection, message.headers, settings.proxies);
  const isLocal = ip === connection.remote.ip && connection.isLoopback;
  if (settings.requireTls && !isSecure && !isLocal) return refuse('not-authorized', undefined, { text: 'Use https.' });
  return accountOf(core, context.req.header('authorization'), ip);
}

async function found(context: Asked, core: Core) {
  const upload = await findUpload(core, context.req.param('id') ?? '');
  // The name is part of the address: nobody passes a file off under another one.
  return upload && !isRefusal(upload) && upload.name !== context.req.param('name') ? undefined : upload;
}

async function download(context: Asked, { core, uploads }: UploadParts): Promise<Response> {
  const upload = await found(context, core);
  if (upload === undefined) return context.text('There is no such file.\n', 404);
  if (isRefusal(upload)) return refusalResponse(upload);
  const headers = fileHeaders(upload, core.clock.now());
  if (context.req.header('if-none-match') === headers.get('etag')) return new Response(null, { status: 304, headers });
  const range = rangeOf(context.req.header('range'), upload.size);
  if (range === 'outside') return context.body(null, 416, { 'Content-Range': `bytes */${upload.size}` });
  const [start, end] = range ?? [0, upload.size - 1];
  if (range) {
    headers.set('Content-Range', `bytes ${start}-${end}/${upload.size}`);
    headers.set('Content-Length', String(end - start + 1));
  }
  const status = range ? 206 : 200;
  if (context.req.method === 'HEAD' || upload.size === 0) return new Response(null, { status, headers });
  // A large file takes its time; who does not read is cut off by the connection.
  context.env.connection.authenticated();
  headers.set('Connection', 'close');
  const bytes = Readable.toWeb(Readable.from(uploads.files.read(upload.id, start, end))) as ReadableStream;
  return new Response(bytes as ConstructorParameters<typeof Response>[0], { status, headers });
}

async function remove(context: Asked, { core, uploads, settings }: UploadParts): Promise<Response> {
  const account = await authenticated(context, core, settings());
  if (isRefusal(account)) return refusalResponse(account);
  const upload = await found(context, core);
  if (upload === undefined) return context.text('There is no such file.\n', 404);
  if (isRefusal(upload)) return refusalResponse(upload);
  const owner = accountAddress(account.key, core.config.domain).bare;
  const refused = await removeUpload(core, uploads.files, owner, upload);
  return refused ? refusalResponse(refused) : context.body(null, 204);
}
