import type { SearchPlace, SearchTerms } from '../../../core/archive/search.ts';
import { isRefusal, Later, refuse, type Refusal } from '../../../core/refusal.ts';
import { firstIdAt } from '../../../lib/id.ts';
import { Cap } from '../capabilities.ts';
import type { Client } from '../client.ts';
import type { Command } from '../command.ts';
import { addressOf } from '../people-lookup.ts';
import { isRoom, openRoom } from '../room-lookup.ts';
import { answerSearch } from '../search.ts';
import { parseTags } from '../wire/tags.ts';

/** SEARCH <attributes> -- soju.im/search */
export const search: Command = {
  params: 1,
  run(client, [text = '']) {
    if (!client.has(Cap.search)) return void client.numeric('ERR_UNKNOWNCOMMAND', 'SEARCH');
    const attributes = parseTags(text);
    const terms = termsOf(client, attributes);
    if (typeof terms === 'string') return invalid(client, terms);
    const place = placeOf(client, attributes.get('in') ?? '');
    if (place instanceof Later) return place;
    return isRefusal(place) ? invalid(client, 'in') : answerSearch(client, place, terms);
  },
};

function invalid(client: Client, name: string): undefined {
  client.fail('SEARCH', 'INVALID_PARAMS', [name], 'Invalid parameters');
}

function placeOf(client: Client, target: string): SearchPlace | Refusal | Later {
  if (target === '') return 'everywhere';
  if (!target.startsWith('#')) {
    const peer = addressOf(client, target);
    return peer ? { peer } : refuse('no-such-nickname', target);
  }
  const room = openRoom(client, target);
  return isRoom(room) ? { room } : room;
}

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** The terms, or the name of an attribute that is none ("Standard search attributes"). Attributes not known are passed over. */
function termsOf(client: Client, attributes: ReadonlyMap<string, string>): SearchTerms | string {
  const times: { after?: string; before?: string } = {};
  for (const name of ['after', 'before'] as const) {
    const given = attributes.get(name);
    if (given === undefined) continue;
    const at = TIMESTAMP.test(given) ? Date.parse(given) : NaN;
    if (Number.isNaN(at)) return name;
    // Both ends belong to it.
    times[name] = firstIdAt(name === 'after' ? at : at + 1);
  }
  const limit = attributes.get('limit') ?? String(client.server.core.config.history.page);
  if (!/^\d{1,9}$/.test(limit)) return 'limit';
  return {
    ...times,
    text: attributes.get('text') || undefined,
    from: attributes.get('from') || undefined,
    limit: Number(limit),
  };
}
