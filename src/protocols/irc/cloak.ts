import { createHmac } from 'node:crypto';

/**
 * What stands for a guest's IP in masks: the same for one address, so that a ban works, and telling nothing about it. An IPv6
 * address counts as its /64, since who has one has them all.
 */
export function cloakOf(secret: Buffer, ip: string): string {
  const block = ip.includes(':') ? network64(ip) : ip;
  return createHmac('sha256', secret).update(`cloak:${block}`).digest('hex').slice(0, 12);
}

function network64(ip: string): string {
  const [head = '', tail] = ip.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  return [...groups, ...new Array<string>(Math.max(0, zeros)).fill('0'), ...after].slice(0, 4).join(':');
}
