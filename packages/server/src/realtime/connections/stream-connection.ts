import type { ServerResponse } from 'node:http';
import type { CloseReason } from '@parlance/protocol';
import type { Actor } from '../../core/actor.ts';
import { BYTE_BUDGET, type Connection } from './connection.ts';
import type { Frame } from './frame.ts';
import { findHolder } from './holders.ts';
import { HoldingConnection } from './holding-connection.ts';
import { spareLateReader } from './spare-late-reader.ts';

const GRACE = 10_000;

/** A Server-Sent Events stream (HTML standard, 9.2). The `id:` line is the sync token, so browsers resume by themselves. */
export class StreamConnection extends HoldingConnection implements Connection {
  readonly id: string;
  edge: string;
  actor: Actor | null;
  hearsAccount: boolean;
  readonly via: string | undefined;
  readonly facts = new Map<string, unknown>();
  readonly #response: ServerResponse;
  #closed = false;

  constructor(
    response: ServerResponse,
    parts: { id: string; edge: string; actor: Actor | null; hearsAccount: boolean; held: boolean },
  ) {
    super(parts.held);
    this.#response = response;
    this.id = parts.id;
    this.via = findHolder(response.req);
    this.edge = parts.edge;
    this.actor = parts.actor;
    this.hearsAccount = parts.hearsAccount;
  }

  send(all: readonly Frame[], token: string | undefined): void {
    if (this.#closed || this.keep(all)) return;
    const frames = spareLateReader(all, this.#response.writableLength);
    if (frames.length === 0) return;
    const wasWaiting = this.#response.writableLength > 0;
    const last = frames.length - 1;
    const buffers = frames.map((frame, index) => frame.sse(index === last ? token : undefined));
    this.write(buffers.length === 1 ? (buffers[0] as Buffer) : Buffer.concat(buffers));
    // Who has read everything is not behind because one event is larger than the budget.
    if (wasWaiting && this.#response.writableLength > BYTE_BUDGET) this.close('behind', 0);
  }

  /** Writes now, past what is held; true when more may follow without waiting. */
  write(bytes: Buffer | string): boolean {
    return this.#response.write(bytes);
  }

  /** Resolves when what was written has left for the system, or the stream is gone. */
  drained(): Promise<void> {
    if (!this.#response.writableNeedDrain || this.#response.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#response.off('drain', done);
        this.#response.off('close', done);
        resolve();
      };
      this.#response.once('drain', done);
      this.#response.once('close', done);
    });
  }

  close(reason: CloseReason, retryAfter: number): void {
    if (this.#closed) return;
    this.#closed = true;
    const retry = retryAfter > 0 ? `retry: ${retryAfter}\n` : '';
    this.#response.end(`${retry}event: bye\ndata: ${JSON.stringify({ reason, retry_after_ms: retryAfter })}\n\n`);
    const timer = setTimeout(() => this.#response.destroy(), GRACE);
    timer.unref();
    this.#response.once('close', () => clearTimeout(timer));
  }
}
