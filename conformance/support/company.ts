import { randomUUID } from 'node:crypto';
import { MemoryCache, type MessageView, ParlanceClient } from '@parlance/client';
import { PASSWORD } from './actor.ts';
import type { History, Send, StoredConversation } from './history.ts';
import { RecordingCache } from './recording-cache.ts';
import { waitUntil } from './wait-until.ts';

/** The ways an SDK client may be connected: the socket by either transport, the event stream, long polling. */
export const clientKinds = ['socket-websocket', 'socket-polling', 'sse', 'poll'] as const;
export type ClientKind = (typeof clientKinds)[number];

/** One SDK client of a load: it speaks in conversations, and what it stored and was told is written down. */
export class Player {
  readonly name: string;
  readonly client: ParlanceClient;
  readonly cache = new RecordingCache(new MemoryCache());
  /** How many of its messages were answered at least once. */
  answered = 0;
  readonly #sends = new Map<string, Send>();
  readonly #handles = new Map<string, ReturnType<ParlanceClient['open']>>();

  constructor(name: string, url: string, kind: ClientKind) {
    this.name = name;
    const [transport, carrier] = kind.split('-') as ['socket' | 'sse' | 'poll', ('websocket' | 'polling') | undefined];
    this.client = new ParlanceClient({
      url,
      transport,
      cache: this.cache,
      // The client waits up to half a minute between attempts; a test that kills often lets it draw short ones.
      random: () => 0.02 + Math.random() * 0.1,
      ...(carrier === undefined ? {} : { socket: { transports: [carrier] } }),
    });
  }

  get id(): string {
    const me = this.client.me.get();
    if (me === null) throw new Error(`${this.name} is not logged in`);
    return me.id;
  }

  /** Registers, connects, and returns once live. */
  async enter(): Promise<void> {
    await this.client.register({ user_name: `${this.name}-${randomUUID().slice(0, 8)}`, password: PASSWORD });
    this.client.start();
    await waitUntil(`${this.name} to be live`, () => this.client.connection.get().state === 'live', { within: 20_000 });
  }

  /** Looks at a conversation, from which moment on answers to sends are noted. */
  open(conversation: string): void {
    const handle = this.client.open(conversation);
    this.#handles.set(conversation, handle);
    handle.messages.subscribe((views) => this.#noteAnswers(views));
  }

  /** Puts a message into the outbox. */
  says(conversation: string, text: string): void {
    const handle = this.#handles.get(conversation);
    if (handle === undefined) throw new Error(`${this.name} has not opened ${conversation}`);
    const view = handle.send(text);
    const client_id = view.client_id ?? '';
    this.#sends.set(client_id, { sender: this.name, conversation, client_id, text, acks: [] });
  }

  get sends(): Send[] {
    return [...this.#sends.values()];
  }

  get unanswered(): number {
    return this.#sends.size - this.answered;
  }

  /** Where this client stands with what is not answered, in words. */
  describeWaiting(): string {
    const { state, reason } = this.client.connection.get();
    const waiting = this.sends.filter((send) => send.acks.length === 0);
    const shown = waiting.flatMap(({ conversation, client_id }) =>
      this.shows(conversation).filter((view) => view.client_id === client_id),
    );
    const status = shown.map((view) => view.error?.detail ?? view.status);
    return `${this.name} (${state}, ${reason ?? 'no fault'}): ${waiting.length} unanswered, shown as ${status.join(', ')}`;
  }

  /** What a person would see now, from top to bottom. */
  shows(conversation: string): readonly MessageView[] {
    return this.#handles.get(conversation)?.messages.get() ?? [];
  }

  /** Reads what was said before this client looked. */
  async readBack(conversation: string): Promise<void> {
    const handle = this.#handles.get(conversation);
    while (handle?.hasOlder.get()) await handle.loadOlder();
  }

  async leave(): Promise<void> {
    await this.client.stop();
  }

  /** Once the client shows a message as sent, it has promised its user that it is kept. */
  #noteAnswers(views: readonly MessageView[]): void {
    for (const view of views) {
      if (view.status !== 'sent' || view.client_id === null) continue;
      const send = this.#sends.get(view.client_id);
      if (send === undefined || send.acks.some((ack) => ack.message_id === view.id)) continue;
      if (send.acks.length === 0) this.answered += 1;
      send.acks.push({ message_id: view.id, seq: view.seq });
    }
  }
}

/** The history of several players in these conversations, as the checker wants it. */
export function toHistory(players: readonly Player[], stored: StoredConversation[]): History {
  return {
    sends: players.flatMap((player) => player.sends),
    stored,
    readers: stored.flatMap(({ conversation }) =>
      players.map((player) => player.cache.toReader(player.name, conversation, 1)),
    ),
  };
}
