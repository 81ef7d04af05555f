/** Lets a listener's fault surface as uncaught, without stopping the work that called the listener. */
export function reportLater(error: unknown): void {
  setTimeout(() => {
    throw error;
  }, 0);
}
