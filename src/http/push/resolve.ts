import { Resolver } from 'node:dns/promises';

/**
 * The addresses of a host, asked from DNS itself: the system's look-up would wait in the thread pool that hashes passwords, and knows
 * names of this machine that are nobody else's business.
 */
export function createResolve(): (host: string) => Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  return async (host) => {
    const none = (): string[] => [];
    const [four, six] = await Promise.all([resolver.resolve4(host).catch(none), resolver.resolve6(host).catch(none)]);
    return [...four, ...six];
  };
}
