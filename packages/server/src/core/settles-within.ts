/** Waits for a promise, and no longer than so many milliseconds; whether it was fulfilled. Never rejects. */
export async function settlesWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const settled = promise.then(
    () => true,
    () => false,
  );
  const isSettled = await Promise.race([settled, patience]);
  clearTimeout(timer);
  return isSettled;
}
