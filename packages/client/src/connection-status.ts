/** How the client stands to the server. */
export interface ConnectionStatus {
  /** `syncing`: connected, catching up. `waiting`: until `retryAt`. `ended`: the session is over, log in again. */
  readonly state: 'stopped' | 'connecting' | 'syncing' | 'live' | 'waiting' | 'ended';
  /** Epoch milliseconds of the next attempt while waiting. */
  readonly retryAt: number | null;
  /** Why the last connection was lost, or the session ended. */
  readonly reason: string | null;
}
