import { Gauge, type Registry } from 'prom-client';

/** How the processes do that hold connections for this one. */
export interface FrontStatus {
  /** How many there are. */
  count(): number;
  /** Bytes for their clients that they have not taken yet. */
  waiting(): number;
}

export function mountFrontMetrics(registry: Registry, read: () => FrontStatus | undefined): void {
  gauge('parlance_fronts', 'Processes that hold connections for the owner of the file.', (status) => status.count());
  gauge('parlance_fronts_waiting_bytes', 'Bytes that fronts have not taken yet.', (status) => status.waiting());

  function gauge(name: string, help: string, value: (status: FrontStatus) => number): void {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        const status = read();
        this.set(status === undefined ? 0 : value(status));
      },
    });
  }
}
