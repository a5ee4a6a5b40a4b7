/** Cuts a stream into the children of its root; the stream header itself is no frame. */
export function createCutter(): ((text: string) => [string[], string]) & { restart(): void } {
  let isOpen = false;
  const cut = (text: string): [string[], string] => {
    let rest = text;
    if (!isOpen) {
      const header = /^\s*(?:<\?xml[^>]*\?>)?\s*<stream:stream[^>]*>/.exec(rest);
      if (!header) return [[], rest];
      isOpen = true;
      rest = rest.slice(header[0].length);
    }
    const frames: string[] = [];
    for (let end = endOfFirst(rest); end > 0; end = endOfFirst(rest)) {
      const frame = rest.slice(0, end).trim();
      if (frame !== '') frames.push(frame);
      rest = rest.slice(end);
    }
    return [frames, rest];
  };
  return Object.assign(cut, { restart: () => void (isOpen = false) });
}

/** Where the first complete element ends, or 0. Our server's XML has no comments, instructions or CDATA. */
function endOfFirst(text: string): number {
  const tag = /<(\/?)([^\s/>]+)(?:'[^']*'|"[^"]*"|[^'">])*?(\/?)>/g;
  let depth = 0;
  for (let found = tag.exec(text); found; found = tag.exec(text)) {
    if (found[1] === '/') depth--;
    else if (found[3] !== '/') depth++;
    if (depth < 0) return tag.lastIndex; // </stream:stream>
    if (depth === 0) return tag.lastIndex;
  }
  return 0;
}
