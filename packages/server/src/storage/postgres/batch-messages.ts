import type { Message } from '../../core/messages/message.ts';
import type { Executor } from '../sql/executor.ts';
import { toRow } from '../sql/message-rows.ts';
import { SqlMessages } from '../sql/messages.ts';
import type { BatchRows } from './batch-rows.ts';

/** Messages of a batch: those it looked for at its beginning are known, those it sends are written at its end. */
export class BatchMessages extends SqlMessages {
  readonly #rows: BatchRows;
  readonly #position: number;

  constructor(executor: Executor, gpos: number, rows: BatchRows) {
    super(executor, gpos);
    this.#rows = rows;
    this.#position = gpos;
  }

  override async find(id: string): Promise<Message | undefined> {
    return this.#rows.messages.get(id) ?? super.find(id);
  }

  override async findByClientId(senderId: string, clientId: string): Promise<Message | undefined> {
    const known = this.#rows.sent.get(senderId, clientId);
    return known === undefined ? super.findByClientId(senderId, clientId) : (known ?? undefined);
  }

  override async insert(message: Message): Promise<void> {
    const conversation = this.#rows.conversations.get(message.conversationId);
    // Somebody with a later number can have had the conversation first. Many rows share this one, so they take its number
    // then: a page of changes ends where positions and numbers grow together.
    const gpos = Math.max(this.#position, conversation?.gpos ?? 0);
    this.#rows.insert(toRow(message, gpos));
    if (message.clientId !== null) this.#rows.sent.set(message.senderId, message.clientId, { ...message, gpos });
  }
}
