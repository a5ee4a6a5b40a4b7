import { edit as editMessage } from '../../../core/archive/edit.ts';
import type { Place } from '../../../core/archive/place.ts';
import { View } from '../../../core/endpoint.ts';
import { isRefusal, Later, type Reason, type Refusal } from '../../../core/refusal.ts';
import { isId } from '../../../lib/id.ts';
import { Cap } from '../capabilities.ts';
import { cleanText } from '../clean-text.ts';
import type { Client } from '../client.ts';
import type { Command, Result } from '../command.ts';
import { placeOf } from '../place-of.ts';

/** EDIT <target> <msgid> <text> -- capability causeway.chat/edit (docs/irc.md) */
export const edit: Command = {
  params: 2,
  run(client, [target = '', id = '', text = '']) {
    if (!client.has(Cap.edit)) return void client.numeric('ERR_UNKNOWNCOMMAND', 'EDIT');
    const place = placeOf(client, target);
    if (place instanceof Later) return place;
    if (!place) return void client.fail('EDIT', 'INVALID_TARGET', [target], `You cannot edit messages in ${target}`);
    if (!isId(id)) return unknown(client, target, id);
    return carryOut(client, target, { place, message: id, body: cleanText(text.replace(/^\x01ACTION |\x01$/g, '')) });
  },
};

async function carryOut(
  client: Client,
  target: string,
  request: { place: Place; message: string; body: string },
): Promise<Exclude<Result, Promise<unknown>>> {
  const { session, server } = client;
  if (!session) return undefined;
  const done = await editMessage(server.core, session, request);
  if (isRefusal(done)) return refused(client, done, [target, request.message]);
  const line = client.form.render(done, View.OTHER);
  if (line) client.replies.lines(line);
  return undefined;
}

const codes: Partial<Record<Reason, readonly [code: string, text: string]>> = {
  'edit-forbidden': ['EDIT_FORBIDDEN', 'You are not authorised to edit this message'],
  'edit-expired': ['EDIT_WINDOW_EXPIRED', 'You can no longer edit this message'],
  'no-such-message': ['UNKNOWN_MSGID', 'This message does not exist or is too old'],
};

function refused(client: Client, refusal: Refusal, [target, id]: readonly [string, string]): Refusal | undefined {
  const known = codes[refusal.reason];
  if (!known) return refusal.about === undefined || refusal.about === id ? { ...refusal, about: target } : refusal;
  const { editWindow } = client.server.core.config.history;
  const isTimed = refusal.reason === 'edit-expired' && Number.isFinite(editWindow);
  const window = isTimed ? [String(Math.floor(editWindow / 1000))] : [];
  client.fail('EDIT', known[0], [target, id, ...window], known[1]);
  return undefined;
}

function unknown(client: Client, target: string, id: string): undefined {
  client.fail('EDIT', 'UNKNOWN_MSGID', [target, id], 'This message does not exist or is too old');
}
