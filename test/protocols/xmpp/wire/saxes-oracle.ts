import { SaxesParser, type SaxesAttributeNS, type SaxesTagNS } from 'saxes';

/**
 * The same reading of a stanza as ours, by a parser that is not: what it is, spelt in one way, or undefined where it is not
 * well-formed.
 */
export function readBySaxes(tag: string, text: string): string | undefined {
  const parser = new SaxesParser({ xmlns: true, position: false } as const);
  const open: string[] = [];
  let seen = '';
  let roots = 0;
  parser.on('error', (error) => {
    throw error;
  });
  const add = (content: string): void => {
    if (open.length > 0) seen += JSON.stringify(content);
  };
  try {
    parser.write(tag);
    parser.on('opentag', (opened) => {
      if (open.length === 0) roots++;
      open.push(opened.name);
      seen += `<${spell(opened)}>`;
    });
    parser.on('closetag', () => {
      open.pop();
      seen += '</>';
    });
    parser.on('text', add);
    parser.on('cdata', add);
    parser.write(text);
  } catch {
    return undefined;
  }
  return open.length === 0 && roots === 1 ? seen.replaceAll('""', '') : undefined;
}

function spell({ uri, local, attributes }: SaxesTagNS): string {
  const own = Object.values<SaxesAttributeNS>(attributes).filter(
    ({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns',
  );
  const spelt = own.map((each) => `{${each.uri}}${each.local}=${JSON.stringify(each.value)}`);
  return [`{${uri}}${local}`, ...spelt.sort()].join(' ');
}
