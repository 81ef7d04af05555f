/** What holds for every request, whichever process reads it. Times in milliseconds. */
export const httpLimits = {
  /** For headers and body of one request: the largest upload that is usual, 16 MiB, comes in that time at half a megabit a second. */
  requestTimeout: 300_000,
  headersTimeout: 15_000,
  /** For an idle connection that is kept. */
  keepAliveTimeout: 65_000,
  maxHeadersCount: 100,
  /** Connections that may wait to be accepted: after a restart everybody comes back in one moment. The kernel may allow fewer. */
  backlog: 4096,
} as const;
