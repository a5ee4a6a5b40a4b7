import { createHash } from 'node:crypto';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { Connection } from '../lib/connection.ts';

const EXPORTER_LABEL = 'EXPORTER-Channel-Binding'; // RFC 9266 2
const EXPORTER_BYTES = 32;

/** See `Connection.channelBinding`. */
export const channelBinding = (
  socket: TLSSocket,
  type: Parameters<NonNullable<Connection['channelBinding']>>[0],
): Buffer | undefined => (type === 'tls-exporter' ? exporter(socket) : serverEndPoint(socket));

/** Before TLS 1.3 it would only be unique with an extension that cannot be asked for here (RFC 9266 3, RFC 7627). */
function exporter(socket: TLSSocket): Buffer | undefined {
  if (socket.getProtocol() !== 'TLSv1.3') return undefined;
  return socket.exportKeyingMaterial(EXPORTER_BYTES, EXPORTER_LABEL, Buffer.alloc(0));
}

/** RFC 5929 4.1: the certificate's digest by the hash of its signature, or SHA-256 where that is MD5 or SHA-1. */
function serverEndPoint(socket: TLSSocket): Buffer | undefined {
  const certificate = (socket.getCertificate() as Partial<PeerCertificate> | null)?.raw;
  const hash = certificate && signatureHash(certificate);
  return hash === undefined
    ? undefined
    : createHash(hash)
        .update(certificate ?? '')
        .digest();
}

/** Contents of the object identifiers that signatures are named by (RFC 3279, RFC 4055, RFC 5758), in hexadecimal. */
const hashes: Readonly<Record<string, string>> = {
  '2a864886f70d010104': 'sha256', // md5WithRSAEncryption
  '2a864886f70d010105': 'sha256', // sha1WithRSAEncryption
  '2a8648ce3d0401': 'sha256', // ecdsa-with-SHA1
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
};

/** The hash of a certificate's signature; undefined where it has none of its own (Ed25519), or it is not known. */
export function signatureHash(certificate: Buffer): string | undefined {
  const outer = element(certificate, 0);
  const signed = outer && element(certificate, outer.start);
  const algorithm = signed && element(certificate, signed.end);
  const name = algorithm && element(certificate, algorithm.start);
  return name && hashes[certificate.toString('hex', name.start, name.end)];
}

/** Where the contents of the DER element at `at` are (X.690 8.1). */
function element(der: Buffer, at: number): { readonly start: number; readonly end: number } | undefined {
  const first = der[at + 1];
  if (first === undefined) return undefined;
  const extra = first < 0x80 ? 0 : first & 0x7f;
  if (extra > 4 || at + 2 + extra > der.length) return undefined;
  const length = extra === 0 ? first : der.readUIntBE(at + 2, extra);
  const start = at + 2 + extra;
  return start + length <= der.length ? { start, end: start + length } : undefined;
}
