import { domainToASCII } from 'node:url';
import type { ListenSpec } from '../config/listen.ts';
import { isLoopbackHost } from '../config/listen.ts';
import type { Config } from '../config/schema.ts';

const TTL = 3600;

/** The records that a domain needs, in the form of a zone file (RFC 6120 3.2.1, XEP-0368 for TLS from the first byte). */
export function dnsRecords({ domain, names, listen }: Config): string[] {
  const host = ascii(domain);
  const addresses = [host, ascii(names.rooms)].map((name) => `${name}. ${TTL} IN A 192.0.2.1   ; and AAAA 2001:db8::1`);
  return [
    ...addresses,
    ...listen.xmpp.flatMap((spec) => service('client', host, spec)),
    ...listen.federation.flatMap((spec) =>
      [host, ascii(names.rooms)].flatMap((name) => service('server', name, spec, host)),
    ),
  ];
}

function service(kind: string, name: string, spec: ListenSpec, target = name): string[] {
  if (isLoopbackHost(spec.host)) return [];
  const secure = spec.tls === 'tls' ? 's' : '';
  return [`_xmpp${secure}-${kind}._tcp.${name}. ${TTL} IN SRV 5 0 ${spec.port} ${target}.`];
}

function ascii(name: string): string {
  return domainToASCII(name) || name;
}
