import type { Store } from '../../src/store.ts';

/** Resolves with the store's first value that passes; fails with what it last saw when that takes too long. */
export function until<T>(
  store: Store<T>,
  passes: (value: T) => boolean,
  what = 'the awaited value',
  most = 10_000,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const now = store.get();
    if (passes(now)) {
      resolve(now);
      return;
    }
    const end = store.subscribe((value) => {
      if (!passes(value)) return;
      finish();
      resolve(value);
    });
    const timer = setTimeout(() => {
      finish();
      const seen = JSON.stringify(store.get(), (_, value: unknown) => (value instanceof Map ? [...value] : value));
      reject(new Error(`${what} did not come within ${most} ms; last seen: ${seen?.slice(0, 1500)}`));
    }, most);
    const finish = () => {
      clearTimeout(timer);
      end();
    };
  });
}
