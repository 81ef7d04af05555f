/** A room’s short name out of its name, as v1 allows it; null where no letter of it can stand in one. */
export function toSlug(name: string): string | null {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[-._]+$/g, '')
    .slice(0, 64);
  return slug === '' ? null : slug;
}
