/** An item as SILENCE spells it. */
export function silenceMask(item: string): string {
  if (item.includes('!')) return item;
  return item.includes('@') ? `*!${item}` : `*!*@${item}`;
}
