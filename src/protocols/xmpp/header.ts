import { foldDomain } from '../../lib/address.ts';
import { NS } from './wire/namespaces.ts';
import { StreamFault } from './wire/stream-fault.ts';
import type { StreamHeader } from './wire/tree-builder.ts';

/** Is it a stream for `domain` that we speak? Throws `StreamFault` (RFC 6120 4.7, 4.8, 4.9.3). */
export function checkHeader({ local, namespace, content, attributes }: StreamHeader, domain: string): void {
  if (local !== 'stream' || namespace !== NS.stream || content !== NS.client)
    throw new StreamFault('invalid-namespace');
  const { to, version } = attributes;
  if (to === undefined) throw new StreamFault('improper-addressing', 'The stream header needs a to.'); // 4.7.2
  if (foldDomain(to) !== domain) throw new StreamFault('host-unknown'); // 4.9.3.6
  if (!/^[1-9]\d*\.\d+$/.test(version ?? '')) throw new StreamFault('unsupported-version'); // 4.7.5
}
