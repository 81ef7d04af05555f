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

function placeOnScreen(popup: HTMLElement | null): void {
  if (popup === null) return;
  const place = popup.getBoundingClientRect();
  if (place.bottom > innerHeight - 8) popup.classList.add('menu-up');
  if (place.left < 8) popup.classList.add('menu-right');
  popup.querySelector('button')?.focus({ preventScroll: true });
}
