import { signal } from '@preact/signals';

const error = signal<unknown>(null);

/** Failures of what has no place of its own on the page, such as a menu that is closed by now: shown as one notice. */
export const trouble = {
  error,
  watch(work: Promise<unknown>): void {
    error.value = null;
    work.catch((cause: unknown) => {
      error.value = cause;
    });
  },
  forget(): void {
    error.value = null;
  },
};
