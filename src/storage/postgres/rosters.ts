import type { RosterContact } from '../../core/contact-event.ts';
import type { RosterStore } from '../../core/ports.ts';
import type { Bare } from '../../lib/address.ts';
import type { Pool } from './pool.ts';
import { decodeText, encodeText, JSON_OID } from './text.ts';

interface ContactRow {
  address: string;
  name: string;
  groups: readonly string[];
  subscription: RosterContact['subscription'];
  pending_out: boolean;
  pending_in: boolean;
  approved: boolean;
}

export function createRosterStore(reads: Pool, writes: Pool): RosterStore {
  return {
    async load(owner) {
      const rows = await reads.run(
        (sql) => sql<ContactRow[]>`
          select address, name, groups, subscription, pending_out, pending_in, approved
          from rosters where owner = ${encodeText(owner)} order by address`,
      );
      return rows.map(contactOf);
    },

    async save(owner, contact) {
      const key = { owner: encodeText(owner), address: encodeText(contact.address) };
      await writes.run((sql) =>
        contact.subscription === 'remove'
          ? sql`delete from rosters where owner = ${key.owner} and address = ${key.address}`
          : sql`
            insert into rosters (owner, address, name, groups, subscription, pending_out, pending_in, approved)
            values (${key.owner}, ${key.address}, ${encodeText(contact.name)}, ${sql.typed(contact.groups, JSON_OID)},
              ${contact.subscription}, ${contact.pendingOut}, ${contact.pendingIn}, ${contact.approved})
            on conflict (owner, address) do update set name = excluded.name, groups = excluded.groups,
              subscription = excluded.subscription, pending_out = excluded.pending_out,
              pending_in = excluded.pending_in, approved = excluded.approved`,
      );
    },
  };
}

function contactOf(row: ContactRow): RosterContact {
  return {
    address: decodeText(row.address) as Bare,
    name: decodeText(row.name),
    groups: row.groups,
    subscription: row.subscription,
    pendingOut: row.pending_out,
    pendingIn: row.pending_in,
    approved: row.approved,
  };
}
