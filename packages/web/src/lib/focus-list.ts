/** Moves the focus among the `[data-item]` entries of a list by arrow keys, Home and End. Returns whether it did. */
export function moveInList(event: KeyboardEvent, list: HTMLElement | null): boolean {
  if (list === null || event.altKey || event.ctrlKey || event.metaKey) return false;
  const items = [...list.querySelectorAll<HTMLElement>('[data-item]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const targets: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: Math.max(0, at - 1),
    Home: 0,
    End: items.length - 1,
  };
  const target = items[targets[event.key] ?? -1];
  if (target === undefined) return false;
  event.preventDefault();
  target.focus();
  return true;
}
