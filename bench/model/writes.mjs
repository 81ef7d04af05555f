// @ts-check

/**
 * How often bytes are handed to the system, all connections together: what one commit brings to a connection is one write.
 * Batches: while one commit runs, the next one gathers, so commits come as often as messages while these are rare, and
 * 1 / commitSeconds times a second at most. Of `perCommit` deliveries that fall on a connection by chance, some are none.
 * @param {{ messages: number, deliveries: number, connections: number, commitSeconds: number }} load a second
 */
export function writesPerSecond({ messages, deliveries, connections, commitSeconds }) {
  if (messages <= 0 || connections <= 0) return 0;
  const commits = messages / (1 + messages * commitSeconds);
  const perCommit = deliveries / connections / commits;
  return connections * commits * (1 - Math.exp(-perCommit));
}
