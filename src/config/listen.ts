import { ipVersion } from '../lib/ip.ts';

/** How a listener speaks TLS: never, from the first byte, or when the client asks. */
export type ListenTls = 'none' | 'tls' | 'starttls';

/** One `listen` entry, `host:port [tls|starttls] [proxy|onion]`. */
export interface ListenSpec {
  /** An IP address (IPv6 without brackets) or a host name. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly tls: ListenTls;
  /** Connections from trusted proxies begin with a PROXY protocol header. */
  readonly proxy: boolean;
  /** Connections come from an onion service: nobody has an address. */
  readonly onion: boolean;
  /** As written, for messages. */
  readonly text: string;
}

const ENTRY = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d{1,5})((?: +[a-z]+)*)$/;
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** The listener that `text` describes, or undefined where it describes none. */
export function parseListen(text: string): ListenSpec | undefined {
  const [, bracketed, plain, digits, words = ''] = ENTRY.exec(text.trim()) ?? [];
  const port = Number(digits);
  const host = bracketed ?? plain;
  if (host === undefined || !(port <= 65535) || !isHost(host, bracketed !== undefined)) return undefined;
  const flags = words.split(' ').filter((word) => word !== '');
  if (flags.some((flag, index) => flags.indexOf(flag) !== index || !FLAGS.has(flag))) return undefined;
  if (flags.includes('tls') && flags.includes('starttls')) return undefined;
  if (flags.includes('proxy') && flags.includes('onion')) return undefined;
  const tls = flags.includes('tls') ? 'tls' : flags.includes('starttls') ? 'starttls' : 'none';
  const [proxy, onion] = [flags.includes('proxy'), flags.includes('onion')];
  return { host, port, tls, proxy, onion, text: text.trim() };
}

const FLAGS = new Set(['tls', 'starttls', 'proxy', 'onion']);

function isHost(host: string, bracketed: boolean): boolean {
  if (bracketed) return ipVersion(host) === 6;
  // 1.2.3 and 1.2.3.4.5 look like host names but are slips of the pen.
  return ipVersion(host) === 4 || (HOST_NAME.test(host) && !/^[\d.]+$/.test(host));
}

/** Would binding both fail? The same port on the same address, or on an address that contains the other. Port 0 never clashes. */
export function listensClash(one: ListenSpec, other: ListenSpec): boolean {
  if (one.port === 0 || one.port !== other.port) return false;
  return one.host === other.host || covers(one.host, other.host) || covers(other.host, one.host);
}

/** `::` is dual-stack, so it takes IPv4 too. */
function covers(wide: string, host: string): boolean {
  return wide === '::' || (wide === '0.0.0.0' && ipVersion(host) !== 6);
}

/** `host:port` as people write it, IPv6 in brackets. */
export function listenAddress({ host, port }: Pick<ListenSpec, 'host' | 'port'>): string {
  return ipVersion(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Is it reached from this machine only? */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || (ipVersion(host) === 4 && host.startsWith('127.'));
}

/** An IP address, or a range of them as `10.0.0.0/8`. */
export function isAddressRange(text: string): boolean {
  const [ip = '', bits, ...more] = text.split('/');
  const version = ipVersion(ip);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
