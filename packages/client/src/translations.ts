import type { Input, OperationId, Translation, WireEvent } from '@parlance/protocol';
import type { Call } from './call.ts';
import { type Store, ValueStore } from './store.ts';

/** So many translations are kept, the last that came. */
const MOST = 3_000;
const PAGE = 50;

/** Answers of these carry translations when they are asked for. */
const PAGES: ReadonlySet<OperationId> = new Set<OperationId>([
  'messages.list',
  'messages.thread',
  'search.messages',
  'sync.changes',
  'sync.page',
]);

/** What messages say in my language, as far as this device has been told: live, with pages, or asked for. */
export class Translations {
  readonly #all = new ValueStore<ReadonlyMap<string, Translation>>(new Map());
  /** Whether pages are to carry translations. */
  readonly #asking: boolean;
  /** Conversations whose newest page was read with translations. */
  readonly #looked = new Set<string>();

  constructor(asking: boolean) {
    this.#asking = asking;
  }

  /** By message id. One for another `rev` than the message has is out of date. */
  get all(): Store<ReadonlyMap<string, Translation>> {
    return this.#all;
  }

  /** The same way to ask the server, but for pages with their translations. */
  wrap(call: Call): Call {
    return async (operationId, input) => {
      const wanted = this.#asking && PAGES.has(operationId) && !('translate_to' in input);
      const result = await call(operationId, wanted ? ({ ...input, translate_to: 'me' } as typeof input) : input);
      if (operationId === 'messages.list') {
        const { conversation_id, before_seq } = input as Input<'messages.list'>;
        if (wanted && before_seq === undefined) this.#looked.add(conversation_id);
      }
      if (wanted) this.take((result as { translations?: readonly Translation[] }).translations);
      return result;
    };
  }

  hear(event: WireEvent): void {
    if (event.type === 'translation.ready') this.take([event.data]);
  }

  take(translations: readonly Translation[] = []): void {
    if (translations.length === 0) return;
    const all = new Map(this.#all.get());
    for (const one of translations) {
      // An answer can come after the event of a later version.
      if ((all.get(one.message_id)?.rev ?? 0) > one.rev) continue;
      all.delete(one.message_id);
      all.set(one.message_id, one);
    }
    for (const id of all.keys()) {
      if (all.size <= MOST) break;
      all.delete(id);
    }
    this.#all.set(all);
  }

  /** Messages that came out of the cache have no translations yet: reads those of the newest page, once. `call` is wrapped. */
  async look(call: Call, conversationId: string): Promise<void> {
    if (!this.#asking || this.#looked.has(conversationId)) return;
    await call('messages.list', { conversation_id: conversationId, limit: PAGE });
  }

  clear(): void {
    this.#looked.clear();
    this.#all.set(new Map());
  }
}
