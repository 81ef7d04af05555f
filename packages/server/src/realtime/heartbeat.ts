import { Frame } from './connections/frame.ts';
import type { Gateway } from './gateway.ts';
import type { Hub } from './hub.ts';

/** How often, in milliseconds, v1’s connections hear how far everything has been sent: one timer for all of them. */
const INTERVAL = 25_000;

/** `edge` and `namespace` are v1’s. */
export function startHeartbeat(hub: Hub, gateway: Gateway, edge: string, namespace: string): NodeJS.Timeout {
  const timer = setInterval(() => {
    const { token } = gateway;
    const frame = new Frame(namespace, 'heartbeat', () => JSON.stringify({ token }), true);
    for (const connection of hub.all()) if (connection.edge === edge) connection.send([frame], undefined);
  }, INTERVAL);
  return timer.unref();
}
