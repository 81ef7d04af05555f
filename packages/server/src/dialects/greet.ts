import type { DialectHost, RootConnection } from './dialect.ts';

const GREETED = 'greeted';

/**
 * Sends `connected` once. A socket without a label could be a client of any dialect that greets, and several of them
 * may be listening to it.
 */
export function greet(host: DialectHost, connection: RootConnection): void {
  if (connection.facts.has(GREETED)) return;
  connection.facts.set(GREETED, true);
  host.tell(connection, 'connected', {
    message: 'Connected',
    status: 'connected',
    sid: connection.id,
    client_id: connection.id,
    timestamp: new Date(host.core.clock.now()).toISOString(),
  });
}
