import { computed, signal } from '@preact/signals';

/** Seconds are nowhere shown; what ends at a certain time ends on the page soon after. */
const TICK_MS = 5_000;
const MINUTE_MS = 60_000;

/** The time, a few seconds behind at most: who reads it is drawn again as it passes. */
export const now = signal(Date.now());
/** The minute that it is: for all that is said of the past, such as “5 minutes ago” and “yesterday”. */
export const minute = computed(() => Math.floor(now.value / MINUTE_MS) * MINUTE_MS);

const tell = () => {
  now.value = Date.now();
};

// For the life of the page; a page that was asleep or hidden is set right when it is looked at again.
setInterval(tell, TICK_MS);
document.addEventListener('visibilitychange', tell);
