import { detach } from '../../../core/presence/attach.ts';
import type { Command } from '../command.ts';
import { fixPosition, noteShown } from '../device.ts';
import { sourceOf } from '../spelling.ts';
import { cutBytes, formatLine } from '../wire/format.ts';
import { cleanText } from '../clean-text.ts';

/** QUIT [<reason>] -- RFC 2812 3.1.7 */
export const quit: Command = {
  before: 'also',
  isFree: true,
  run(client, [text = '']) {
    const { core } = client.server;
    const given = cutBytes(cleanText(text), core.config.limits.reason);
    const reason = given === '' ? 'Quit' : `Quit: ${given}`;
    noteShown(client);
    fixPosition(client);
    // Whether or not others are shown that the person is gone, this client is.
    if (client.session) {
      client.replies.line(formatLine(sourceOf(client.session.person), 'QUIT', [reason]));
      detach(core, client.session, reason, 'quit');
    }
    client.end(reason);
    return undefined;
  },
};
