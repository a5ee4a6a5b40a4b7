import type { Push, PushResult, PushSender } from '../../core/push/sender.ts';
import { areSubscriptionKeys, endpointUrl } from './endpoint.ts';
import { ForbiddenAddress, type HttpsPost, type PostAnswer } from './https-post.ts';
import { vapidKeys, type VapidKeys } from './vapid.ts';

/** Seconds that a push service keeps what it cannot deliver (RFC 8030 5.2). */
const TTL = 7 * 86_400;
/** Milliseconds that a Retry-After may say at most. */
const LONGEST_MS = 86_400_000;

export interface WebPushParts {
  /** The server's own. */
  readonly secret: Buffer;
  /** Who can be asked about this server's pushes (RFC 8292 2.1): a `mailto:` or https URL. */
  readonly subject: string;
  readonly post: HttpsPost;
  readonly log: { debug(fields: object, text: string): void };
}

/** Web Push: encrypted for the device alone (RFC 8291), signed by this server (RFC 8292), posted to the device's service (RFC 8030). */
export function createWebPush(parts: WebPushParts): PushSender {
  const keys = vapidKeys(parts.secret);
  return {
    publicKey: keys.publicKey,
    isEndpoint: (url) => endpointUrl(url) !== undefined,
    areKeys: areSubscriptionKeys,
    async send(push) {
      const url = endpointUrl(push.subscription.endpoint);
      if (!url) return 'refused';
      try {
        const { headers, body } = await encrypted(push, url, { keys, subject: parts.subject });
        return resultOf(await parts.post(url, headers, body));
      } catch (error) {
        // The path of the endpoint is the device's secret.
        parts.log.debug({ host: url.host, error: String(error) }, 'push: not delivered');
        return error instanceof ForbiddenAddress ? 'refused' : { retryAfterMs: undefined };
      }
    },
  };
}

/** Loaded with the first push: most servers start without any of it. */
const load = async () => (await import('web-push')).default;
let library: ReturnType<typeof load> | undefined;

async function encrypted(
  { subscription, payload, urgency }: Push,
  url: URL,
  { keys, subject }: { keys: VapidKeys; subject: string },
): Promise<{ headers: Record<string, string | number>; body: Buffer }> {
  const webPush = await (library ??= load());
  const { p256dh, auth } = subscription;
  const details = webPush.generateRequestDetails({ endpoint: url.href, keys: { p256dh, auth } }, payload, {
    vapidDetails: { subject, ...keys },
    TTL,
    urgency,
    contentEncoding: 'aes128gcm',
  });
  return { headers: details.headers as Record<string, string | number>, body: details.body as Buffer };
}

function resultOf({ status, retryAfter }: PostAnswer): PushResult {
  if (status >= 200 && status < 300) return 'sent';
  if (status === 404 || status === 410) return 'gone';
  return status === 429 || status >= 500 ? { retryAfterMs: retryMs(retryAfter) } : 'refused';
}

/** RFC 9110 10.2.3: seconds, or a date. */
function retryMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(LONGEST_MS, Math.max(1000, ms));
}
