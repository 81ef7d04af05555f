import type { ConversationHandle, ConversationState } from '@parlance/client';
import type { RefObject } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';

export interface Reading {
  /** Messages after this seq were new when I came (back); null: none were. */
  dividerSeq: number | null;
  /** Marks as read what can be seen now. Does nothing while nobody looks. */
  look(): void;
  /** Takes the divider away: I have answered. */
  settle(): void;
}

/** Reads along: what is visible in a window that somebody looks at counts as read; what came meanwhile is set apart. */
export function useReading(
  handle: ConversationHandle,
  state: ConversationState,
  box: RefObject<HTMLElement | null>,
): Reading {
  const [dividerSeq, setDividerSeq] = useState(() => findDivider(state));
  const look = useCallback(() => {
    if (!isWatched() || box.current === null) return;
    const seq = findLastVisibleSeq(box.current);
    const current = handle.state.get();
    const membership = current?.membership;
    if (membership == null || seq === undefined) return;
    if (seq > membership.read_seq) handle.markRead(seq);
  }, [handle]);
  useEffect(() => {
    const comeBack = () => {
      if (!isWatched()) return;
      const current = handle.state.get();
      const divider = current === undefined ? null : findDivider(current);
      if (divider !== null) setDividerSeq(divider);
      look();
    };
    addEventListener('focus', comeBack);
    document.addEventListener('visibilitychange', comeBack);
    return () => {
      removeEventListener('focus', comeBack);
      document.removeEventListener('visibilitychange', comeBack);
    };
  }, [handle, look]);
  const settle = useCallback(() => setDividerSeq(null), []);
  return { dividerSeq, look, settle };
}

function isWatched(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

function findDivider(state: ConversationState): number | null {
  return state.unread > 0 && state.membership !== null ? state.membership.read_seq : null;
}

/** The highest seq whose message ends above the lower edge. */
function findLastVisibleSeq(box: HTMLElement): number | undefined {
  const edge = box.scrollTop + box.clientHeight + 8;
  const rows = [...box.querySelectorAll<HTMLElement>('[data-seq]')];
  const row = rows.findLast((one) => one.offsetTop + one.offsetHeight <= edge || one.offsetTop <= box.scrollTop);
  return row === undefined ? undefined : Number(row.dataset.seq);
}
