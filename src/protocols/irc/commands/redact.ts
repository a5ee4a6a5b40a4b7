import type { Place } from '../../../core/archive/place.ts';
import { redact as redactMessage } from '../../../core/archive/redact.ts';
import { View } from '../../../core/endpoint.ts';
import { isRefusal, Later, type Reason, type Refusal } from '../../../core/refusal.ts';
import { isId } from '../../../lib/id.ts';
import { Cap } from '../capabilities.ts';
import { cleanText } from '../clean-text.ts';
import type { Client } from '../client.ts';
import type { Command, Result } from '../command.ts';
import { placeOf } from '../place-of.ts';

/** REDACT <target> <msgid> [<reason>] -- IRCv3 draft/message-redaction */
export const redact: Command = {
  params: 2,
  run(client, [target = '', id = '', reason = '']) {
    if (!client.has(Cap.redaction)) return void client.numeric('ERR_UNKNOWNCOMMAND', 'REDACT');
    const place = placeOf(client, target);
    if (place instanceof Later) return place;
    if (!place)
      return void client.fail('REDACT', 'INVALID_TARGET', [target], `You cannot delete messages from ${target}`);
    if (!isId(id)) return unknown(client, target, id);
    return carryOut(client, target, { place, id, reason: cleanText(reason) });
  },
};

async function carryOut(
  client: Client,
  target: string,
  request: { place: Place; id: string; reason: string },
): Promise<Exclude<Result, Promise<unknown>>> {
  const { session, server } = client;
  if (!session) return undefined;
  const done = await redactMessage(server.core, session, request);
  if (isRefusal(done)) return refused(client, done, [target, request.id]);
  const line = client.form.render(done.event, View.OTHER);
  if (line) client.replies.lines(line);
  return undefined;
}

/** draft/message-redaction, "Errors". */
const codes: Partial<Record<Reason, readonly [code: string, text: string]>> = {
  'redact-forbidden': ['REDACT_FORBIDDEN', 'You are not authorised to delete this message'],
  'redact-expired': ['REDACT_WINDOW_EXPIRED', 'You can no longer delete this message'],
  'no-such-message': ['UNKNOWN_MSGID', 'This message does not exist or is too old'],
};

function refused(client: Client, refusal: Refusal, [target, id]: readonly [string, string]): Refusal | undefined {
  const known = codes[refusal.reason];
  if (!known) return refusal;
  const { redactWindow } = client.server.core.config.history;
  const window = refusal.reason === 'redact-expired' ? [String(Math.floor(redactWindow / 1000))] : [];
  client.fail('REDACT', known[0], [target, id, ...window], known[1]);
  return undefined;
}

function unknown(client: Client, target: string, id: string): undefined {
  client.fail('REDACT', 'UNKNOWN_MSGID', [target, id], 'This message does not exist or is too old');
}
