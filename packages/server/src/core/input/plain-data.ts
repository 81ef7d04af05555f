/** Checks of parsed input that hold whatever its schema: bounded in depth, and storable in every database. */

export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  if (levels === 0) return true;
  // Every request passes here: no lists of what is in it are made.
  for (const name in value) {
    if (isDeeper((value as Record<string, unknown>)[name], levels - 1)) return true;
  }
  return false;
}

/** Whether a NUL character stands in any text or name in it: PostgreSQL stores none. Call it after `isDeeper`. */
export function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  for (const name in value) {
    if (name.includes('\0') || hasNul((value as Record<string, unknown>)[name])) return true;
  }
  return false;
}
