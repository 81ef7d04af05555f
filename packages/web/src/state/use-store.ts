import type { Store } from '@parlance/client';
import { useLayoutEffect, useReducer } from 'preact/hooks';

/** The value of an SDK store that lives as long as the component, e.g. the messages of the open conversation. */
export function useStore<T>(store: Store<T>): T {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const drawn = store.get();
  useLayoutEffect(() => {
    // What changed between drawing and subscribing would otherwise be seen only at the next change.
    if (store.get() !== drawn) redraw(undefined);
    return store.subscribe(() => redraw(undefined));
  }, [store]);
  return drawn;
}
