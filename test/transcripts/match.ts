import { parse } from 'ltx';
import type { Element } from 'ltx';

/** What `$name` stands for so far. */
export type Names = Map<string, string>;

/** Does `frame` look like `pattern`? Captures only where it does. */
export function matches(pattern: string, frame: string, names: Names): boolean {
  const trial: Names = new Map(names);
  const found = pattern.startsWith('<')
    ? frame.startsWith('<') && sameElement(parse(pattern) as Element, parse(frame) as Element, trial)
    : sameText(pattern, frame, trial);
  if (found) for (const [name, value] of trial) names.set(name, value);
  return found;
}

/** Puts the values of names into what is sent. */
export function fill(text: string, names: Names): string {
  return text.replace(/\$([a-z][a-z0-9]*)/g, (whole, name: string) => names.get(name) ?? whole);
}

function sameText(pattern: string, text: string, names: Names): boolean {
  const captured: string[] = [];
  const source = pattern.replace(/\$([a-z][a-z0-9]*)|\*|[\\^$.+?()[\]{}|]/g, (token, name?: string) => {
    if (token === '*') return '[^]*';
    if (name === undefined) return `\\${token}`;
    const known = names.get(name);
    if (known !== undefined) return known.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    const again = captured.indexOf(name);
    if (again >= 0) return `\\${again + 1}`;
    captured.push(name);
    return '([^\\s;]+)';
  });
  const found = new RegExp(`^${source}$`).exec(text);
  captured.forEach((name, index) => found && names.set(name, found[index + 1] as string));
  return found !== null;
}

function sameElement(pattern: Element, element: Element, names: Names): boolean {
  if (pattern.getName() !== element.getName()) return false;
  const wanted = pattern.getNS();
  if (wanted !== undefined && wanted !== (element.getNS() ?? '')) return false;
  for (const [key, value] of Object.entries(pattern.attrs as Record<string, string>)) {
    if (key === 'xmlns') continue;
    const actual = (element.attrs as Record<string, string | undefined>)[key];
    if (actual === undefined || !sameText(value, actual, names)) return false;
  }
  if (pattern.children.length === 0) return true;
  const isLeaf = pattern.getChildElements().length === 0;
  const text = isLeaf ? pattern.getText() : pattern.getText().trim();
  if (text !== '' && !sameText(text, element.getText(), names)) return false;
  const free = element.getChildElements();
  return pattern.getChildElements().every((child) => {
    const index = free.findIndex((each) => {
      const trial: Names = new Map(names);
      if (!sameElement(child, each, trial)) return false;
      for (const [name, value] of trial) names.set(name, value);
      return true;
    });
    if (index >= 0) free.splice(index, 1);
    return index >= 0;
  });
}
