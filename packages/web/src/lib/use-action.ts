import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export interface Action<A extends unknown[]> {
  run(...input: A): Promise<boolean>;
  busy: boolean;
  /** What went wrong the last time; null while it runs and after it went well. */
  error: unknown;
  forget(): void;
}

/** Something a button does: at most one at a time, its failure is kept to be shown beside the button. */
export function useAction<A extends unknown[]>(action: (...input: A) => Promise<unknown>): Action<A> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useRef(false);
  const mounted = useRef(true);
  const latest = useRef(action);
  latest.current = action;
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  const run = useCallback(async (...input: A) => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setError(null);
    const failure = await latest.current(...input).then(
      () => null,
      (cause: unknown) => cause ?? new Error('unknown'),
    );
    running.current = false;
    if (mounted.current) {
      setBusy(false);
      setError(failure);
    }
    return failure === null;
  }, []);
  const forget = useCallback(() => setError(null), []);
  return { run, busy, error, forget };
}
