/** Whether a fault of either driver is a violated unique constraint, and of which columns or index. */
export function uniqueViolation(fault: unknown): string | undefined {
  if (!(fault instanceof Error)) return undefined;
  const { code, constraint } = fault as Error & { code?: string; constraint?: string };
  if (code === '23505') return constraint ?? '';
  const sqlite = /UNIQUE constraint failed: (.*)/.exec(fault.message);
  return sqlite?.[1];
}
