/** Makes something when it is first asked for, and keeps it: what few requests need is no part of the start. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
