import { isRefusal, Later } from '../../../core/refusal.ts';
import type { IqAnswer, IqHandler, IqRequest } from '../context.ts';
import type { Feature, Identity, Info, IqTarget, Item } from '../feature.ts';
import { maySee } from '../may-see.ts';
import { NS } from '../wire/namespaces.ts';
import { StanzaError, stanzaError } from '../wire/stanza-error.ts';
import { attribute, Element, xml } from '../wire/stanza.ts';

/** XEP-0030 3.1: the parts that the features of the table have for what was asked, put together. */
const info: IqHandler = (request) => {
  const target = request.target as IqTarget;
  const node = attribute(request.payload, 'node');
  const parts: (Info | Promise<unknown>)[] = [];
  let isWaiting = false;
  for (const feature of request.context.features.features) {
    if (node === undefined) parts.push(fixedPart(feature, target));
    const part = feature.info?.[target]?.(request, node);
    if (part instanceof Later || part instanceof StanzaError || isRefusal(part)) return part;
    if (part instanceof Promise) isWaiting = true;
    if (part !== undefined) parts.push(part);
  }
  if (node !== undefined && parts.length === 0) return stanzaError('item-not-found'); // XEP-0030 7
  if (isWaiting) return Promise.all(parts.map(async (part) => part)).then((all) => combined(node, all));
  return infoElement(node, parts as Info[]);
};

function fixedPart(feature: Feature, target: IqTarget): Info {
  return { identities: feature.identities?.[target] ?? [], features: feature.advertises?.[target] ?? [] };
}

function combined(node: string | undefined, parts: readonly unknown[]) {
  const declined = parts.find((part) => part instanceof StanzaError || part instanceof Later || isRefusal(part));
  if (declined !== undefined) return declined as Exclude<IqAnswer, Promise<unknown>>;
  return infoElement(node, parts.filter((part) => part !== undefined) as Info[]);
}

function infoElement(node: string | undefined, parts: readonly Info[]): Element {
  const identities = parts.flatMap((part) => part.identities ?? []);
  const features = new Set(parts.flatMap((part) => part.features ?? []));
  return xml(
    'query',
    { xmlns: NS.discoInfo, node },
    ...identities.map((identity: Identity) => xml('identity', { ...identity })),
    ...[...features].sort().map((name) => xml('feature', { var: name })),
    ...parts.flatMap((part) => part.forms ?? []),
  );
}

/** XEP-0030 4.1. */
const items: IqHandler = (request) => {
  const target = request.target as IqTarget;
  const node = attribute(request.payload, 'node');
  const found: Item[] = [];
  for (const feature of request.context.features.features) {
    const part = feature.items?.[target]?.(request, node);
    if (part instanceof Promise)
      return part.then((settled) => (isItems(settled) ? itemsElement(node, settled) : settled));
    if (part === undefined) continue;
    if (!isItems(part)) return part;
    found.push(...part);
  }
  return itemsElement(node, found);
};

function isItems(part: unknown): part is readonly Item[] {
  return Array.isArray(part);
}

function itemsElement(node: string | undefined, found: readonly Item[]): Element {
  return xml('query', { xmlns: NS.discoItems, node }, ...found.map((item) => xml('item', { ...item })));
}

/** XEP-0030 8: of another account only who may see its presence learns anything. */
const infoOfPerson: IqHandler = (request) => ifSeen(request, info);
const itemsOfPerson: IqHandler = (request) => ifSeen(request, items);

function ifSeen(request: IqRequest, answer: IqHandler): IqAnswer {
  const seen = maySee(request);
  if (seen === true) return answer(request);
  return seen === false ? stanzaError('service-unavailable') : seen;
}

const INFO = `get ${NS.discoInfo} query` as const;
const ITEMS = `get ${NS.discoItems} query` as const;
const keys = { [INFO]: info, [ITEMS]: items };
const features = [NS.discoInfo, NS.discoItems];

/** Service discovery (XEP-0030). */
export const disco: Feature = {
  advertises: { server: features, self: features, rooms: features, room: features },
  identities: {
    server: [{ category: 'server', type: 'im', name: 'Causeway' }],
    self: [{ category: 'account', type: 'registered' }],
    person: [{ category: 'account', type: 'registered' }],
  },
  items: { server: ({ context }) => [{ jid: context.core.config.roomsDomain, name: 'Rooms' }] },
  iq: {
    server: keys,
    self: keys,
    person: { [INFO]: infoOfPerson, [ITEMS]: itemsOfPerson },
    rooms: keys,
    room: keys,
  },
};
