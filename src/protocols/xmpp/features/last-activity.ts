import { accountKey } from '../../../core/accounts/names.ts';
import { isRefusal, Later } from '../../../core/refusal.ts';
import type { IqHandler } from '../context.ts';
import type { Feature } from '../feature.ts';
import { maySee } from '../may-see.ts';
import { NS } from '../wire/namespaces.ts';
import { stanzaError } from '../wire/stanza-error.ts';
import { xml } from '../wire/stanza.ts';

/** XEP-0012 3, 4: how long somebody has been away, told to those who see their presence. */
const get: IqHandler = (request) => {
  const seen = maySee(request);
  if (seen instanceof Later || isRefusal(seen)) return seen;
  if (!seen) return stanzaError('service-unavailable');
  const { core } = request.context;
  if (core.people.byAddress(request.to.bare)?.availability) return answer(0);
  const known = core.accounts.get(accountKey(request.to.local) ?? '');
  if (known instanceof Later || isRefusal(known)) return known;
  const last = known.value?.lastSeenAt ?? known.value?.createdAt;
  return last === undefined ? stanzaError('service-unavailable') : answer((core.clock.now() - last) / 1000);
};

function answer(seconds: number) {
  return xml('query', { xmlns: NS.lastActivity, seconds: String(Math.max(0, Math.floor(seconds))) });
}

export const lastActivity: Feature = {
  advertises: { self: [NS.lastActivity] },
  iq: { self: { [`get ${NS.lastActivity} query`]: get }, person: { [`get ${NS.lastActivity} query`]: get } },
};
