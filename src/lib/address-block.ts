/** What attempts are counted by: an IPv4 address, or the /64 of an IPv6 address, all of which one customer has. */
export function addressBlock(ip: string): string {
  if (!ip.includes(':')) return ip;
  const [left = '', right = ''] = ip.split('::');
  const before = left === '' ? [] : left.split(':');
  const after = right === '' ? [] : right.split(':');
  const zeros = ip.includes('::') ? new Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0') : [];
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}/64`;
}
