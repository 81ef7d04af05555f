/** How a bus is doing. */
export interface BusStatus {
  /** Whether messages travel now, both ways. */
  connected: boolean;
  /** How often the connection was made again. */
  reconnects: number;
  /** Messages of this node that were not sent. */
  dropped: number;
}

/**
 * Carries texts between the nodes of one installation, this one included: each at most once, those of one node in their
 * order. Nothing rests on it: what is lost is found in the database, or was of the moment.
 */
export interface Bus {
  readonly kind: 'redis' | 'postgres';
  /** false: it is not made for much; commits are left to the database, and only word of them is sent. */
  readonly carriesCommits: boolean;
  /** Connects; goes on trying where that fails. Messages go to the listener from then on. */
  start(listener: (text: string) => void): Promise<void>;
  publish(text: string): void;
  status(): BusStatus;
  /** Sends what is under way and disconnects. */
  stop(): Promise<void>;
}
