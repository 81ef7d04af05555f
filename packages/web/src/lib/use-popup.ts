import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** A list that opens beside its button: it stays on the screen, takes the focus, and goes when one points elsewhere. */
export function usePopup<T extends HTMLElement>(onLeave: () => void): RefObject<T | null> {
  const popup = useRef<T>(null);
  useLayoutEffect(() => placeOnScreen(popup.current), []);
  useEffect(() => {
    const leave = (event: PointerEvent) => {
      if (!popup.current?.parentElement?.contains(event.target as Node)) onLeave();
    };
    addEventListener('pointerdown', leave);
    return () => removeEventListener('pointerdown', leave);
  }, [onLeave]);
  return popup;
}

/** Pixels between a list and the edge of what is seen. */
const GAP = 8;

/** Below its button, or above where there is more room; where there is not enough of it, the list scrolls. */
function placeOnScreen(popup: HTMLElement | null): void {
  if (popup === null) return;
  const { bottom, height, left } = popup.getBoundingClientRect();
  const button = popup.parentElement?.getBoundingClientRect();
  const seen = findSeen(popup);
  const above = (button?.top ?? bottom) - seen.top - 2 * GAP;
  const below = seen.bottom - (button?.bottom ?? bottom) - 2 * GAP;
  const up = height > below && above > below;
  if (up) popup.classList.add('menu-up');
  popup.style.maxHeight = `${Math.max(up ? above : below, 0)}px`;
  if (left < GAP) popup.classList.add('menu-right');
  popup.querySelector('button')?.focus({ preventScroll: true });
}

/** The part of the window in which a list is not cut off: messages end at the edges of their frame. */
function findSeen(popup: HTMLElement): { top: number; bottom: number } {
  const frame = popup.closest('.messages')?.getBoundingClientRect();
  return { top: Math.max(0, frame?.top ?? 0), bottom: Math.min(innerHeight, frame?.bottom ?? innerHeight) };
}
