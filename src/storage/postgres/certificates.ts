import type { AccountCertificate, CertificateStore } from '../../core/accounts/certificate-store.ts';
import type { Bare } from '../../lib/address.ts';
import type { Pool } from './pool.ts';
import { decodeText, encodeText } from './text.ts';

interface CertificateRow {
  fingerprint: string;
  label: string;
  added_at: number;
}

export function createCertificateStore(reads: Pool, writes: Pool): CertificateStore {
  return {
    async holder(fingerprint) {
      const [row] = await reads.run(
        (sql) => sql<{ owner: string }[]>`
          select owner from account_certificates where fingerprint = ${encodeText(fingerprint)}`,
      );
      return row && (decodeText(row.owner) as Bare);
    },

    async list(owner) {
      const rows = await reads.run(
        (sql) => sql<CertificateRow[]>`
          select fingerprint, label, added_at from account_certificates where owner = ${encodeText(owner)}
          order by added_at, fingerprint`,
      );
      return rows.map(certificateOf);
    },

    async add(owner, { fingerprint, label, addedAt }) {
      const { count } = await writes.run(
        (sql) => sql`
          insert into account_certificates (fingerprint, owner, label, added_at)
          values (${encodeText(fingerprint)}, ${encodeText(owner)}, ${encodeText(label)}, ${addedAt})
          on conflict (fingerprint) do nothing`,
      );
      return count === 1;
    },

    async remove(owner, fingerprint) {
      const { count } = await writes.run(
        (sql) => sql`
          delete from account_certificates
          where owner = ${encodeText(owner)} and fingerprint = ${encodeText(fingerprint)}`,
      );
      return count === 1;
    },
  };
}

function certificateOf(row: CertificateRow): AccountCertificate {
  return { fingerprint: decodeText(row.fingerprint), label: decodeText(row.label), addedAt: row.added_at };
}
