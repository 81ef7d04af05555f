import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Anchor {
  /** At the end of the list, and staying there as it grows. */
  bottom: boolean;
  key: string | undefined;
  /** Pixels from the top of what is seen to the top of the row. */
  offset: number;
  /** Where the list stood then; undefined before anything was read. */
  top: number | undefined;
}

export interface AnchoredScroll {
  atBottom: boolean;
  onScroll(): void;
  toBottom(): void;
  toRow(row: HTMLElement, block: 'third' | 'middle'): void;
}

const BOTTOM_SLACK_PX = 48;

/**
 * Keeps a list of `[data-key]` rows still while it changes: at the bottom it stays at the bottom; elsewhere the first
 * visible row keeps its place, whether messages are put in above, rows grow, or the window changes its size.
 */
export function useAnchoredScroll(box: RefObject<HTMLElement | null>): AnchoredScroll {
  const anchor = useRef<Anchor>({ bottom: true, key: undefined, offset: 0, top: undefined });
  const [atBottom, setAtBottom] = useState(true);
  const onScroll = useCallback(() => {
    if (box.current === null) return;
    anchor.current = readAnchor(box.current);
    setAtBottom(anchor.current.bottom);
  }, []);
  const toBottom = useCallback(() => {
    if (box.current === null) return;
    box.current.scrollTop = box.current.scrollHeight;
    onScroll();
  }, []);
  const toRow = useCallback((row: HTMLElement, block: 'third' | 'middle') => {
    if (box.current === null) return;
    const share = block === 'third' ? 0.25 : 0.45;
    box.current.scrollTop = row.offsetTop - (box.current.clientHeight - row.offsetHeight) * share;
    onScroll();
  }, []);
  // Told of scrolling only with the next frame: what is drawn before that must not bring back where one was.
  if (box.current !== null && hasMoved(box.current, anchor.current)) anchor.current = readAnchor(box.current);
  // After every drawing, not only after new messages: an edit or a reaction changes heights too.
  useLayoutEffect(() => restore(box.current, anchor.current));
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(() => restore(box.current, anchor.current));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return { atBottom, onScroll, toBottom, toRow };
}

function readAnchor(box: HTMLElement): Anchor {
  const bottom = box.scrollHeight - box.scrollTop - box.clientHeight < BOTTOM_SLACK_PX;
  const row = findFirstVisible(box);
  const offset = row === undefined ? 0 : row.offsetTop - box.scrollTop;
  return { bottom, key: row?.dataset.key, offset, top: box.scrollTop };
}

function hasMoved({ scrollTop }: HTMLElement, { top }: Anchor): boolean {
  return top !== undefined && scrollTop !== top;
}

/** By halving: rows stand below one another, and a scroll event must stay cheap with thousands of them. */
function findFirstVisible(box: HTMLElement): HTMLElement | undefined {
  const rows = box.querySelectorAll<HTMLElement>('[data-key]');
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle]!; // low <= middle < high <= length
    if (row.offsetTop + row.offsetHeight > box.scrollTop) high = middle;
    else low = middle + 1;
  }
  return rows[low];
}

function restore(box: HTMLElement | null, anchor: Anchor): void {
  if (box === null) return;
  if (anchor.bottom) box.scrollTop = box.scrollHeight;
  else if (anchor.key !== undefined) {
    const row = box.querySelector<HTMLElement>(`[data-key="${CSS.escape(anchor.key)}"]`);
    if (row !== null) box.scrollTop = row.offsetTop - anchor.offset;
  }
  anchor.top = box.scrollTop;
}
