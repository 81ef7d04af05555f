import { signal } from '@preact/signals';
import { client } from './client.ts';

/** Whether I review what is said anywhere on this installation. */
export const reviewsEverything = signal(false);

/** Nothing about an account says so: whoever may not is refused the queue of all. */
export function askWhetherReviewer(): void {
  client.moderation.queue({ limit: 1 }).then(
    () => {
      reviewsEverything.value = true;
    },
    () => {
      reviewsEverything.value = false;
    },
  );
}
