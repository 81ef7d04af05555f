/** The calendar month in UTC that a time lies in, and when the next one begins. Epoch milliseconds. */
export function monthOf(now: number): { month: string; renewsAt: number } {
  const date = new Date(now);
  return {
    month: date.toISOString().slice(0, 7),
    renewsAt: Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1),
  };
}
