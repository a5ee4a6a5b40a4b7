import type { RemoteAddress } from '../lib/connection.ts';
import { canonicalIp } from '../lib/ip.ts';
import { readProxyLine } from '../lib/proxy-line.ts';

/** A PROXY protocol header (haproxy's proxy-protocol.txt), version 1 or 2. */
export interface ProxyHeader {
  /** Bytes it took. */
  readonly length: number;
  /** Undefined where the proxy speaks for itself (LOCAL), or for somebody without an IP (UNKNOWN, UNIX). */
  readonly peer: RemoteAddress | undefined;
  /** Version 2 with PP2_TYPE_SSL: the peer came to the proxy over TLS. */
  readonly isSecure: boolean;
}

const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const V1 = Buffer.from('PROXY ');
/** 2.1: the longest line there can be, CR LF included. */
const V1_BYTES = 107;
/** 2.2 allows 65,535; nobody has so much to say, and it is kept for every connection that waits. */
const V2_BYTES = 4096;

/** What the beginning of a connection says; 'more' while it may yet become a header, undefined where it is none. */
export function readProxyHeader(bytes: Buffer): ProxyHeader | 'more' | undefined {
  if (beginsAs(bytes, SIGNATURE)) return bytes.length < 16 ? 'more' : readBinary(bytes);
  return beginsAs(bytes, V1) ? readText(bytes) : undefined;
}

function beginsAs(bytes: Buffer, start: Buffer): boolean {
  const known = Math.min(bytes.length, start.length);
  return bytes.subarray(0, known).equals(start.subarray(0, known));
}

function readText(bytes: Buffer): ProxyHeader | 'more' | undefined {
  const end = bytes.indexOf('\r\n');
  if (end < 0) return bytes.length < V1_BYTES ? 'more' : undefined;
  if (end + 2 > V1_BYTES) return undefined;
  const peer = readProxyLine(bytes.toString('latin1', 0, end));
  return peer && { length: end + 2, peer: peer === 'unknown' ? undefined : peer, isSecure: false };
}

const LOCAL = 0x20;
const PROXY = 0x21;
/** Bytes of both addresses and ports, by family. TCP and UDP alike: who connects over a datagram is no worse. */
const FAMILIES = new Map([
  [1, 12],
  [2, 36],
  [3, 216],
]);

function readBinary(bytes: Buffer): ProxyHeader | 'more' | undefined {
  const command = bytes[12];
  const rest = bytes.readUInt16BE(14);
  const length = 16 + rest;
  if ((command !== LOCAL && command !== PROXY) || length > V2_BYTES) return undefined;
  if (bytes.length < length) return 'more';
  // "must be ignored" whatever family a LOCAL one claims (2.2).
  if (command === LOCAL) return { length, peer: undefined, isSecure: false };
  const family = bytes[13]! >> 4;
  const addresses = FAMILIES.get(family) ?? 0;
  if (rest < addresses) return undefined;
  const isSecure = family !== 0 && cameOverTls(bytes.subarray(16 + addresses, length));
  return { length, peer: binaryPeer(bytes, family), isSecure };
}

function binaryPeer(bytes: Buffer, family: number): RemoteAddress | undefined {
  if (family === 1) return { ip: bytes.subarray(16, 20).join('.'), port: bytes.readUInt16BE(24) };
  if (family !== 2) return undefined;
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(16 + 2 * i).toString(16));
  return { ip: canonicalIp(groups.join(':')) ?? '', port: bytes.readUInt16BE(48) };
}

const PP2_TYPE_SSL = 0x20;
const PP2_CLIENT_SSL = 1;

/** 2.2.6; all other vectors are skipped. */
function cameOverTls(vectors: Buffer): boolean {
  for (let at = 0; at + 3 <= vectors.length; at += 3 + vectors.readUInt16BE(at + 1)) {
    if (vectors[at] !== PP2_TYPE_SSL || vectors.readUInt16BE(at + 1) < 5) continue;
    return at + 3 < vectors.length && (vectors[at + 3]! & PP2_CLIENT_SSL) !== 0;
  }
  return false;
}
