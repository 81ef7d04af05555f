import { useEffect, useState } from 'preact/hooks';

export interface Query<T> {
  /** The last answer; it stays while the next is on its way, so that lists do not flicker. */
  data: T | undefined;
  error: unknown;
  loading: boolean;
}

/** Asks when `key` changes (null: does not ask) and keeps only the answer to the latest question. */
export function useQuery<T>(key: string | null, ask: () => Promise<T>): Query<T> {
  const [query, setQuery] = useState<Query<T>>({ data: undefined, error: null, loading: key !== null });
  useEffect(() => {
    if (key === null) {
      setQuery({ data: undefined, error: null, loading: false });
      return;
    }
    let latest = true;
    setQuery((before) => ({ ...before, loading: true }));
    ask().then(
      (data) => latest && setQuery({ data, error: null, loading: false }),
      (error: unknown) => latest && setQuery({ data: undefined, error, loading: false }),
    );
    return () => {
      latest = false;
    };
  }, [key]);
  return query;
}
