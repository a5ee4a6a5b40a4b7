import type { Peer } from './harness.ts';

/** What a service answers, without what stands before it; waits for passwords being hashed where a `pattern` is given. */
export async function ask(peer: Peer, lines: string | readonly string[], pattern?: RegExp): Promise<string[]> {
  const all = typeof lines === 'string' ? [lines] : lines;
  if (pattern) peer.say(...all);
  const answers = pattern ? await peer.until(pattern) : await peer.ask(...all);
  return answers.map((line) => line.replace(/^:(\w+)!\1@services NOTICE \S+ :/, '< '));
}

/** Becomes an operator with all rights. */
export async function oper(peer: Peer): Promise<Peer> {
  peer.say('OPER boss :open sesame');
  await peer.until(/ 381 /);
  return peer;
}
