/** A client says the same few keys again and again. */
const known = new Map<string, string>();
const MOST_KNOWN = 2_000;

/** `roomId` as `room_id`. What is longer than any documented key stays as it is. */
export function toSnakeKey(key: string): string {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (key.length > 60) return key;
  const snake = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  if (known.size < MOST_KNOWN) known.set(key, snake);
  return snake;
}
