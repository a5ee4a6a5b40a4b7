import { Cap } from './capabilities.ts';
import type { Client } from './client.ts';
import { isupportTokens } from './isupport.ts';

/** Tokens of one 005 line: thirteen parameters and the text (RFC 2812 2.3). */
const TOKENS_PER_LINE = 13;
/** Bytes of its tokens: what the longest nick and server name leave of a line. */
const TOKEN_BYTES = 380;

/** 005; a batch of its own for clients that know it (IRCv3 extended-isupport, "draft/isupport batch"). */
export function showSupport(client: Client): void {
  const show = (): void => {
    for (const line of linesOf(isupportTokens(client.server))) client.numeric('RPL_ISUPPORT', ...line);
  };
  if (client.has(Cap.extendedIsupport) && client.has(Cap.batch)) client.replies.inBatch('draft/isupport', show);
  else show();
}

function linesOf(tokens: readonly string[]): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  let bytes = 0;
  for (const token of tokens) {
    const size = Buffer.byteLength(token) + 1;
    if (line.length === TOKENS_PER_LINE || (line.length > 0 && bytes + size > TOKEN_BYTES)) {
      lines.push(line);
      line = [];
      bytes = 0;
    }
    line.push(token);
    bytes += size;
  }
  if (line.length > 0) lines.push(line);
  return lines;
}
