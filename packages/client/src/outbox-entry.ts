import type { Problem, TextContent } from '@parlance/protocol';

/** A message that waits to be sent, or that was refused. */
export interface OutboxEntry {
  readonly client_id: string;
  readonly conversation_id: string;
  readonly content: TextContent;
  readonly reply_to: string | null;
  readonly thread_id: string | null;
  readonly mentions: readonly string[];
  /** Epoch milliseconds, by this device's clock. */
  readonly created_at: number;
  readonly status: 'pending' | 'failed';
  readonly error?: Problem;
}
