import type { CoreContext } from '../core/context.ts';
import type { DomainEvent, EphemeralEvent } from '../core/events.ts';
import {
  automaticTarget,
  loadReadingPreferences,
  type ReadingPreferences,
  toReadingPreferences,
} from '../core/translation/reading-preferences.ts';
import type { Hub } from './hub.ts';

interface Entry {
  preferences: ReadingPreferences | undefined;
  /** While they are being read, for the first time or again. */
  loading: Promise<void> | undefined;
  /** Rises whenever something changed, so that what was read before does not replace it. */
  version: number;
}

/**
 * How everybody who is connected to this process wants to read, so that a message costs no question of the database.
 * Empty while no engine is configured.
 */
export class ConnectedReaders {
  readonly #core: () => CoreContext;
  readonly #hub: () => Hub;
  /** The edge whose connections show translations. */
  readonly #edge: string;
  readonly #entries = new Map<string, Entry>();
  /** Those of them who want translations, or may. */
  readonly #wanting = new Set<string>();

  constructor(parts: { core: () => CoreContext; hub: () => Hub; edge: string }) {
    this.#core = parts.core;
    this.#hub = parts.hub;
    this.#edge = parts.edge;
  }

  /** Somebody’s first connection came, or the last has gone. */
  readonly changed = (userId: string, online: boolean): void => {
    if (!online) {
      this.#entries.delete(userId);
      this.#wanting.delete(userId);
    } else if (this.#core().translator !== null) {
      const entry: Entry = { preferences: undefined, loading: undefined, version: 0 };
      this.#entries.set(userId, entry);
      this.#load(userId, entry);
    }
  };

  /** Keeps up with what people change about themselves. */
  hear(event: DomainEvent | EphemeralEvent): void {
    if (event.type === 'account.updated') {
      this.#change(event.user.id, ({ choices }) => toReadingPreferences(event.user, choices));
    } else if (event.type === 'membership.updated') {
      this.#choose(event.userId, event.own.conversation.id, event.own.member.translateTo);
    } else if (event.type === 'conversation.removed') {
      this.#choose(event.userId, event.conversation.id, null);
    }
  }

  /**
   * How those read who have a connection here that hears the conversation and shows translations, by user id, without
   * those who want none. undefined where there is nobody: the ordinary case, and free.
   */
  of(conversationId: string): Promise<ReadonlyMap<string, ReadingPreferences>> | undefined {
    if (this.#wanting.size === 0) return undefined;
    const present = this.#presentIn(conversationId);
    return present.size === 0 ? undefined : this.#preferencesOf(present, conversationId);
  }

  /** Looks through the smaller of the two: those who hear the conversation, or those who want translations. */
  #presentIn(conversationId: string): Set<string> {
    const hub = this.#hub();
    const present = new Set<string>();
    if (hub.countHearing(conversationId) <= this.#wanting.size) {
      for (const { edge, actor } of hub.ofConversation(conversationId)) {
        if (edge === this.#edge && actor !== null && this.#wanting.has(actor.userId)) present.add(actor.userId);
      }
      return present;
    }
    for (const userId of this.#wanting) {
      for (const connection of hub.ofUser(userId)) {
        if (connection.edge === this.#edge && hub.follows(connection, conversationId)) present.add(userId);
      }
    }
    return present;
  }

  async #preferencesOf(userIds: ReadonlySet<string>, conversationId: string) {
    const found = new Map<string, ReadingPreferences>();
    for (const userId of userIds) {
      const entry = this.#entries.get(userId);
      // What is being read can turn out to be old, and is read again.
      while (entry !== undefined && entry.preferences === undefined && entry.loading !== undefined) await entry.loading;
      const preferences = entry?.preferences;
      if (preferences !== undefined && automaticTarget(preferences, conversationId) !== null) {
        found.set(userId, preferences);
      }
    }
    return found;
  }

  #load(userId: string, entry: Entry): void {
    const { version } = entry;
    // Whoever is still being looked up may want translations.
    this.#wanting.add(userId);
    entry.loading = loadReadingPreferences(this.#core(), userId).then(
      (preferences) => {
        if (entry.version !== version) return;
        entry.loading = undefined;
        this.#set(userId, entry, preferences);
      },
      (fault: unknown) => {
        if (entry.version !== version) return;
        entry.loading = undefined;
        this.#core().log.warn({ err: fault }, 'how somebody reads could not be looked up');
      },
    );
  }

  #change(userId: string, change: (preferences: ReadingPreferences) => ReadingPreferences): void {
    const entry = this.#entries.get(userId);
    if (entry === undefined) return;
    if (entry.preferences !== undefined && entry.loading === undefined) {
      this.#set(userId, entry, change(entry.preferences));
      return;
    }
    // What is being read may be older than the change.
    entry.version += 1;
    this.#load(userId, entry);
  }

  #choose(userId: string, conversationId: string, choice: string | null): void {
    const entry = this.#entries.get(userId);
    const isKnown =
      entry?.loading === undefined && (entry?.preferences?.choices.get(conversationId) ?? null) === choice;
    if (isKnown) return;
    this.#change(userId, (preferences) => {
      const choices = new Map(preferences.choices);
      if (choice === null) choices.delete(conversationId);
      else choices.set(conversationId, choice);
      return { ...preferences, choices };
    });
  }

  #set(userId: string, entry: Entry, preferences: ReadingPreferences): void {
    entry.preferences = preferences;
    // An entry that was replaced belongs to connections that have gone.
    if (this.#entries.get(userId) !== entry) return;
    const wants = (preferences.auto && preferences.language !== null) || preferences.choices.size > 0;
    if (wants) this.#wanting.add(userId);
    else this.#wanting.delete(userId);
  }
}
