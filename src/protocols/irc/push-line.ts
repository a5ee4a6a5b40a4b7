import { View } from '../../core/endpoint.ts';
import type { PushedEvent } from '../../core/push/state.ts';
import { Cap } from './capabilities.ts';
import { spell } from './spell.ts';
import type { Spelling } from './spelling.ts';
import { encodeLine, formatLine } from './wire/format.ts';

/** What clients of Web Push know: the same for all of them. */
const CAPS = Cap.messageTags | Cap.serverTime | Cap.accountTag | Cap.readMarker;
/** Push services take 4096 bytes, encrypted (RFC 8291 4). */
const MOST_BYTES = 3000;

/**
 * One line without its end (draft/webpush, "Implementation"). Of a message with several the first, which has the `msgid`; tags of other
 * clients are left out where all would be too long.
 */
export function pushLine(event: PushedEvent, spelling: Spelling): Buffer | undefined {
  const view = event.type === 'message' ? View.OTHER : View.SELF;
  const [line] = spell(event, { view, caps: CAPS, spelling });
  if (!line) return undefined;
  const whole = withoutEnd(encodeLine(line.text, line.tags));
  if (whole.length <= MOST_BYTES) return whole;
  const own = line.tags.split(';').filter((tag) => !tag.startsWith('+'));
  return withoutEnd(encodeLine(line.text, own.join(';')));
}

/** What a device is sent first, by which it and we know that it is reached. */
export function pushGreeting(serverName: string): Buffer {
  return Buffer.from(formatLine(serverName, 'NOTE', ['WEBPUSH', 'REGISTERED', 'Push notifications enabled']));
}

function withoutEnd(line: Buffer): Buffer {
  return line.subarray(0, line.length - 2);
}
