/**
 * Checks of parsed input that hold whatever its schema: bounded in depth, and storable in every database. Every request passes
 * here. Values are listed, not looked up by name: the shapes of what was parsed are forgotten with each collection of garbage,
 * and from Node 22 on V8 compiled a loop over names for the shapes of the moment, some ninety times a second.
 */

export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  if (levels === 0) return true;
  for (const part of Object.values(value)) if (isDeeper(part, levels - 1)) return true;
  return false;
}

/** Whether a NUL character stands in any text or name in it: PostgreSQL stores none. Call it after `isDeeper`. */
export function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  if (!Array.isArray(value)) for (const name of Object.keys(value)) if (name.includes('\0')) return true;
  for (const part of Object.values(value)) if (hasNul(part)) return true;
  return false;
}
