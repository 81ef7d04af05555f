import { signal } from '@preact/signals';

const KEY = 'parlance.suggest-replies';

/** Whether replies are suggested on this device. Off until somebody wants it: what is said goes to whoever answers. */
export const suggesting = signal(localStorage.getItem(KEY) === 'on');

export function setSuggesting(on: boolean): void {
  suggesting.value = on;
  if (on) localStorage.setItem(KEY, 'on');
  else localStorage.removeItem(KEY);
}
