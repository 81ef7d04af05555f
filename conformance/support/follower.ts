import type { ConversationDelta, Message, SyncPage, WireEvent } from '@parlance/protocol';
import type { Actor } from './actor.ts';
import type { Frame } from './frame-log.ts';
import type { Reader, SeenMessage, Step } from './history.ts';
import { type Listener, openListener, type Transport } from './listener.ts';
import { waitUntil } from './wait-until.ts';

/**
 * A reader that trusts the server's promise alone: it keeps one token, resumes with it whenever its connection breaks,
 * drops what it has, and never asks for a gap. What it records is therefore what the server delivered, hole for hole.
 */
export class Follower {
  readonly name: string;
  readonly #actor: Actor;
  readonly #transport: Transport;
  readonly #steps = new Map<string, Step[]>();
  readonly #positions = new Map<string, number>();
  #token: string | undefined;
  #listener: Listener | undefined;
  #following: Promise<void> | undefined;
  #stopped = false;
  /** How often it has connected. */
  connections = 0;

  constructor(name: string, actor: Actor, transport: Transport) {
    this.name = name;
    this.#actor = actor;
    this.#transport = transport;
  }

  /** Whether it is live now, as far as it knows. */
  get live(): boolean {
    return this.#listener !== undefined && this.#listener.log.ended === undefined;
  }

  /** Connects, and keeps connecting until it is stopped. Resolves when it is live for the first time. */
  async start(): Promise<void> {
    this.#following = this.#follow();
    await waitUntil(`${this.name} to be live`, () => this.#listener !== undefined);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#listener?.close();
    await this.#following;
  }

  /** Where it stands in a conversation. */
  positionIn(conversation: string): number {
    return this.#positions.get(conversation) ?? 0;
  }

  /** What it recorded of a conversation in which it was a member from this position on. */
  toReader(conversation: string, memberFrom: number): Reader {
    const steps = this.#steps.get(conversation) ?? [];
    return { name: this.name, conversation, member: [{ from: memberFrom, to: null }], steps };
  }

  async #follow(): Promise<void> {
    while (!this.#stopped) {
      try {
        const listener = await openListener(this.#actor.url, this.#actor.token, this.#transport, {
          ...(this.#token === undefined ? {} : { since: this.#token }),
          onFrame: (frame) => this.#store(frame),
        });
        this.connections += 1;
        this.#listener = listener;
        if (this.#stopped) await listener.close();
        await waitUntil('the connection to end', () => this.#stopped || listener.log.ended !== undefined, {
          within: Number.POSITIVE_INFINITY,
          every: 10,
        });
      } catch {
        // The server is down; the next attempt follows. A follower that never comes back fails the test by its position.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  #store(frame: Frame): void {
    if (frame.name === 'sync') this.#storePage(frame.data);
    if (frame.name === 'event') this.#storeEvent(frame.data);
    if ('token' in frame.data && frame.data.token !== undefined && frame.name !== 'heartbeat')
      this.#token = frame.data.token;
  }

  #storePage(page: SyncPage): void {
    for (const delta of page.conversations) {
      const id = delta.conversation.id;
      const before = this.positionIn(id);
      const gap = page.kind === 'reset' ? toResetGap(before, delta) : delta.gap;
      const messages = delta.messages.filter((message) => message.pos > before).map(toSeen);
      this.#add(id, { type: 'page', last_pos: delta.conversation.last_pos, messages, gap });
      this.#positions.set(id, Math.max(before, delta.conversation.last_pos));
    }
  }

  #storeEvent(event: WireEvent): void {
    const id = event.conversation_id;
    if (id === undefined) return;
    const before = this.positionIn(id);
    if (event.type === 'conversation.added') {
      const { last_pos } = event.data.conversation;
      if (last_pos <= before) return;
      this.#add(id, { type: 'page', last_pos, messages: [], gap: { after: before, before: last_pos + 1 } });
      this.#positions.set(id, last_pos);
    }
    if (event.pos === undefined || event.pos <= before) return;
    const message = 'message' in event.data ? toSeen(event.data.message) : null;
    this.#add(id, { type: 'event', pos: event.pos, message, fresh: event.type === 'message.sent' });
    this.#positions.set(id, event.pos);
  }

  #add(conversation: string, step: Step): void {
    const steps = this.#steps.get(conversation);
    if (steps === undefined) this.#steps.set(conversation, [step]);
    else steps.push(step);
  }
}

/** A snapshot says where the conversation stands; all changes up to there that it does not carry are a gap. */
function toResetGap(before: number, delta: ConversationDelta): { after: number; before: number } | null {
  const { last_pos } = delta.conversation;
  return last_pos > before ? { after: before, before: last_pos + 1 } : null;
}

/** A message of the wire as the checker sees it. */
export function toSeen(message: Message): SeenMessage {
  return {
    message_id: message.id,
    client_id: message.client_id,
    seq: message.seq,
    pos: message.pos,
    text: message.content?.text ?? '',
  };
}
