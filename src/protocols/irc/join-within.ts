/** Bytes of one list in a reply: what the longest nick and server name leave of a line. */
const LIST_BYTES = 350;

/** Words joined by `separator`, as many to a text as a reply of one line takes. None for no words. */
export function joinWithin(words: readonly string[], separator: string, most = LIST_BYTES): string[] {
  const texts: string[] = [];
  let text = '';
  let bytes = 0;
  for (const word of words) {
    const size = Buffer.byteLength(word) + separator.length;
    if (text !== '' && bytes + size > most) {
      texts.push(text);
      text = '';
      bytes = 0;
    }
    text += text === '' ? word : separator + word;
    bytes += size;
  }
  if (text !== '') texts.push(text);
  return texts;
}
