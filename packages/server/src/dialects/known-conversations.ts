import type { Actor } from '../core/actor.ts';
import type { CoreContext } from '../core/context.ts';
import { directKeyOf } from '../core/conversations/conversation.ts';
import { startConversation } from '../core/conversations/start-conversation.ts';

/** Of each kind; those who say something next are looked up anew. */
const MOST = 20_000;

/**
 * What never changes about conversations, so that the database is not asked for it with every message: which one is between
 * whom, and what is a group. Who may write there does change, and is asked where the message is written.
 */
export class KnownConversations {
  readonly #core: CoreContext;
  /** Ids by the key of the pair. */
  readonly #direct = new Map<string, string>();
  readonly #groups = new Set<string>();

  constructor(core: CoreContext) {
    this.#core = core;
  }

  /** The id of the actor’s conversation with somebody, which is opened where there is none. */
  async openDirect(actor: Actor, otherId: string): Promise<string> {
    const key = directKeyOf(actor.userId, otherId);
    const known = this.#direct.get(key);
    if (known !== undefined) return known;
    const { conversation } = await startConversation(this.#core, actor, { kind: 'direct', userIds: [otherId] });
    if (this.#direct.size >= MOST) this.#direct.clear();
    this.#direct.set(key, conversation.id);
    return conversation.id;
  }

  isGroup(conversationId: string): boolean {
    return this.#groups.has(conversationId);
  }

  noteGroup(conversationId: string): void {
    if (this.#groups.size >= MOST) this.#groups.clear();
    this.#groups.add(conversationId);
  }
}
