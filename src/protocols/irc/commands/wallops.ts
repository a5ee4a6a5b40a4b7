import { announce } from '../../../core/operators/announce.ts';
import { operatorOf } from '../../../core/operators/operator-of.ts';
import { cleanText } from '../clean-text.ts';
import type { Command } from '../command.ts';

/** WALLOPS <text> -- RFC 2812 4.7 */
export const wallops: Command = {
  params: 1,
  run({ session, server }, [given = '']) {
    if (!session) return undefined;
    const text = cleanText(given);
    return text === '' ? operatorOf(server.core, session.person, 'wallops') : announce(server.core, session, text);
  },
};
