/** What people write for yes and no; undefined for anything else. */
export function readSwitch(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (['on', 'true', 'yes', 'enabled', 'mandatory'].includes(word)) return true;
  return ['off', 'false', 'no', 'disabled'].includes(word) ? false : undefined;
}

/** The same, as it is shown. */
export function shown(value: boolean): string {
  return value ? 'on' : 'off';
}
