import type { MetadataEvent } from '../../../core/metadata/metadata.ts';
import { Cap } from '../capabilities.ts';
import type { Asked, Spelt } from '../spelt.ts';
import { formatLine, middle } from '../wire/format.ts';
import { numerics } from '../wire/numerics.ts';

/** An update to those who subscribed: a METADATA message in the second draft, 761 and 766 in the third. */
export function spellMetadata({ room, who, key, value }: MetadataEvent, { caps, spelling }: Asked): readonly Spelt[] {
  if (!(caps & (Cap.metadata2 | Cap.metadata3))) return [];
  const target = room === undefined ? middle(who?.nickname ?? '*') : spelling.channel(room);
  const { serverName } = spelling;
  const line = (command: string, ...params: string[]): readonly Spelt[] => [
    { tags: '', text: formatLine(serverName, command, params) },
  ];
  // In the second draft a value taken away is told as an empty one ("METADATA server message").
  if (!(caps & Cap.metadata3)) return line('METADATA', target, key, '*', value ?? '');
  if (value === undefined) return line(numerics.RPL_KEYNOTSET[0], '*', target, key, 'key not set');
  return line(numerics.RPL_KEYVALUE[0], '*', target, key, '*', value);
}
