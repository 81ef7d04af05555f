import type { Conversation, ConversationKind, Member } from '../../core/conversations/conversation.ts';
import type { PresenceEvent } from '../../core/events.ts';
import type { Message } from '../../core/messages/message.ts';
import { markDeliveredUpTo } from '../../core/receipts/mark-delivered.ts';
import type { Connection } from '../../realtime/connections/connection.ts';
import type { DialectHost } from '../dialect.ts';
import { LETSAPP } from './name.ts';
import type { PresenceFollowers } from './presence-followers.ts';

/** Of messages whose receipt is told one by one; who was away longer fetches the list anyway. */
const MOST_RECEIPTS = 100;
const KNOWN_KINDS = 10_000;

/** What is told about an event only after something was looked up, and so cannot be presented on the spot. */
export class SlowTeller {
  readonly #host: DialectHost;
  /** A conversation’s kind never changes. */
  readonly #kinds = new Map<string, ConversationKind>();
  /** Deliveries being noted, by person and conversation: one write covers all messages that arrive meanwhile. */
  readonly #arrivals = new Map<string, { latest: number }>();

  constructor(host: DialectHost) {
    this.#host = host;
  }

  /** Runs what must not hold up the others; a failure is logged and nobody’s error. */
  run(work: () => Promise<unknown>): void {
    work().catch((fault: unknown) => {
      this.#host.core.log.debug({ err: fault }, 'something could not be told to letsapp’s clients');
    });
  }

  tellTyping(conversationId: string, userId: string, status: 'typing' | 'stopped'): void {
    if (!this.#host.isHeard(LETSAPP, conversationId)) return;
    const known = this.#kinds.get(conversationId);
    if (known !== undefined) this.#tellTyping(known, conversationId, userId, status);
    else this.run(async () => this.#tellTyping(await this.#findKind(conversationId), conversationId, userId, status));
  }

  #tellTyping(kind: ConversationKind | undefined, conversationId: string, userId: string, status: string): void {
    const isOther = (connection: Connection) => connection.actor?.userId !== userId;
    if (kind === 'direct') {
      this.#host.tellConversation(LETSAPP, conversationId, 'typing_indicator', { user_id: userId, status }, isOther);
    } else if (kind === 'group' || kind === 'room') {
      const payload = { user_id: userId, group_id: conversationId, status };
      this.#host.tellConversation(LETSAPP, conversationId, 'group_typing_indicator', payload, isOther);
    }
  }

  async #findKind(conversationId: string): Promise<ConversationKind | undefined> {
    const kind = (await this.#host.core.store.conversations.find(conversationId))?.kind;
    if (kind !== undefined) {
      if (this.#kinds.size >= KNOWN_KINDS) this.#kinds.clear();
      this.#kinds.set(conversationId, kind);
    }
    return kind;
  }

  /** When a block was made or lifted: looks again whom the other person follows, and tells who follows only now. */
  tellNewFollower(followers: PresenceFollowers, { user, onlyTo }: PresenceEvent, payload: unknown): void {
    if (onlyTo === undefined) return;
    const before = new Set(followers.of(user.id, onlyTo));
    this.run(async () => {
      // Once this event is told; nothing more is before it is known who may hear it.
      await undefined;
      followers.drop(user.id, onlyTo);
      await followers.renewFor(onlyTo);
      for (const connection of followers.of(user.id, onlyTo)) {
        if (!before.has(connection)) this.#host.tell(connection, 'presence_update', payload);
      }
    });
  }

  /** Each message that someone has received or read since, to whoever wrote it. */
  tellReceipts(conversation: Conversation, member: Member, fromSeq: number, status: 'delivered' | 'read'): void {
    if (conversation.kind !== 'direct' && conversation.kind !== 'group') return;
    const upTo = status === 'read' ? member.shownReadSeq : member.deliveredSeq;
    const count = Math.min(MOST_RECEIPTS, upTo - fromSeq);
    if (count <= 0 || !this.#host.isHeard(LETSAPP, conversation.id)) return;
    this.run(async () => {
      const { messages } = this.#host.core.store;
      const found = await messages.listBefore(conversation.id, upTo + 1, count);
      for (const message of found.toReversed()) {
        if (message.senderId === member.userId) continue;
        const payload = { message_id: message.id, status, user_id: member.userId };
        for (const connection of this.#host.hub.ofUser(message.senderId)) {
          if (connection.edge === LETSAPP) this.#host.tell(connection, 'message_status', payload);
        }
      }
    });
  }

  /** A message that a letsapp client hears has reached it; its clients do not say so themselves. */
  noteArrival(conversation: Conversation, message: Message): void {
    if (conversation.kind !== 'direct') return;
    const done = new Set([message.senderId]);
    for (const connection of this.#host.hub.ofConversation(conversation.id)) {
      const { actor } = connection;
      if (actor === null || connection.edge !== LETSAPP || done.has(actor.userId)) continue;
      done.add(actor.userId);
      const key = `${actor.userId} ${conversation.id}`;
      const noting = this.#arrivals.get(key);
      if (noting !== undefined) {
        noting.latest = message.seq;
        continue;
      }
      const arrival = { latest: message.seq };
      this.#arrivals.set(key, arrival);
      this.run(async () => {
        let noted = 0;
        try {
          while (arrival.latest > noted) {
            noted = arrival.latest;
            await markDeliveredUpTo(this.#host.core, actor, conversation.id, noted);
          }
        } finally {
          this.#arrivals.delete(key);
        }
      });
    }
  }
}
