import type { LookupFunction } from 'node:net';
import { request } from 'node:https';
import { ipVersion } from '../../lib/ip.ts';
import { isPublicAddress } from '../../lib/public-address.ts';
import { hostOf } from './endpoint.ts';

/** What a push service answered, as far as it matters. */
export interface PostAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

export type HttpsPost = (
  url: URL,
  headers: Readonly<Record<string, string | number>>,
  body: Buffer,
) => Promise<PostAnswer>;

/** The host is not on the Internet: asking again would not change that. */
export class ForbiddenAddress extends Error {}

export interface PostParts {
  readonly resolve: (host: string) => Promise<readonly string[]>;
  /** When a request is given up. */
  readonly deadline?: () => AbortSignal;
  /** Which addresses may be connected to; others than those of the Internet only for tests of this very file. */
  readonly isAllowed?: (address: string) => boolean;
  readonly ca?: string;
}

const TIMEOUT_MS = 10_000;
const timeout = (): AbortSignal => AbortSignal.timeout(TIMEOUT_MS);

/**
 * Posts over https to hosts that people of this server named. Connects only to the very addresses that were checked, which are all on
 * the Internet (RELIABILITY W-07); follows no redirects, reads no bodies, and is done within the time, whatever happens.
 */
export function createHttpsPost(parts: PostParts): HttpsPost {
  const { deadline = timeout, isAllowed = isPublicAddress, ca } = parts;
  const lookup = checkedLookup(parts.resolve, isAllowed);
  return (url, headers, body) =>
    new Promise((resolve, reject) => {
      const host = hostOf(url);
      // No look-up is made for the text of an address.
      if (ipVersion(host) !== 0 && !isAllowed(host)) return reject(new ForbiddenAddress('not a public address'));
      const asked = request(url, {
        method: 'POST',
        headers,
        lookup,
        agent: false,
        maxHeaderSize: 16_384,
        signal: deadline(),
        ...(ca !== undefined && { ca }),
      });
      asked.once('error', reject);
      asked.once('response', (response) => {
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
        response.destroy();
      });
      asked.end(body);
    });
}

/** What is connected to is what was checked: a name that answers differently the second time gains nothing. */
function checkedLookup(resolve: PostParts['resolve'], isAllowed: (address: string) => boolean): LookupFunction {
  return (host, { all }, callback) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined) return callback(new Error('no such host'), '');
        if (!addresses.every(isAllowed)) return callback(new ForbiddenAddress('not a public address'), '');
        const found = addresses.map((address) => ({ address, family: ipVersion(address) }));
        if (all === true) callback(null, found);
        else callback(null, first, ipVersion(first));
      },
      (error: Error) => callback(error, ''),
    );
  };
}
