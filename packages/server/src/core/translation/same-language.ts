/** Whether two tags name one language, whatever their regions: `pt` and `pt-BR` do. */
export function isSameLanguage(one: string, other: string): boolean {
  return primaryOf(one) === primaryOf(other);
}

function primaryOf(tag: string): string {
  return (tag.split(/[-_]/)[0] ?? '').toLowerCase();
}
