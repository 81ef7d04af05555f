import { Counter, Gauge, type Registry } from 'prom-client';
import type { LinkStatus } from '../realtime/nodes/node-link.ts';

/** How this node hears the others. `heldFor`: for how many milliseconds tokens have stood still. */
export function mountNodeMetrics(registry: Registry, read: () => LinkStatus, heldFor: () => number): void {
  const registers = [registry];
  // Of several processes behind one port, the one that does worst speaks for all.
  gauge('parlance_nodes', 'Nodes that live, this one included.', ({ peers }) => peers + 1);
  gauge('parlance_bus_lag_seconds', 'How long a message of this node takes to come back.', ({ lag }) => lag / 1_000);
  const held =
    'Since when sync tokens stand still, because a transaction stays open in PostgreSQL; 0 while they advance.';
  gauge('parlance_tokens_held_seconds', held, () => heldFor() / 1_000);
  const connected = new Gauge({
    name: 'parlance_bus_connected',
    help: '1: messages travel. 0: other nodes are heard through the database alone.',
    labelNames: ['bus'],
    aggregator: 'min',
    registers,
    collect() {
      const { kind, connected: isConnected } = read();
      this.set({ bus: kind }, isConnected ? 1 : 0);
    },
  });
  connected.set({ bus: read().kind }, 0);
  counter('parlance_bus_reconnects_total', 'Connections to the bus made again.', ({ reconnects }) => [
    [{}, reconnects],
  ]);
  counter(
    'parlance_bus_messages_total',
    'Messages that failed: not sent by this node, of other nodes and lost, not signed by this installation.',
    ({ dropped, lost, unsigned }) => [
      [{ outcome: 'dropped' }, dropped],
      [{ outcome: 'lost' }, lost],
      [{ outcome: 'unsigned' }, unsigned],
    ],
    ['outcome'],
  );

  function gauge(name: string, help: string, value: (status: LinkStatus) => number): void {
    new Gauge({
      name,
      help,
      aggregator: 'max',
      registers,
      collect() {
        this.set(value(read()));
      },
    });
  }

  /** The link counts; the counter shows what it counted. */
  function counter(
    name: string,
    help: string,
    values: (status: LinkStatus) => [Record<string, string>, number][],
    labelNames: string[] = [],
  ): void {
    new Counter({
      name,
      help,
      registers,
      labelNames,
      collect() {
        this.reset();
        for (const [labels, value] of values(read())) this.inc(labels, value);
      },
    });
  }
}
