import { CacheWriter } from '../../src/cache/cache-writer.ts';
import { MemoryCache } from '../../src/cache/memory-cache.ts';
import type { ClientEvents } from '../../src/client-events.ts';
import { Emitter } from '../../src/emitter.ts';
import { SyncEngine } from '../../src/sync/engine.ts';
import type { AccountState } from '../../src/sync/state.ts';
import { type ConversationModel, me } from './model.ts';

/** An engine with a cache beside it, signed in as the model's `user0`. */
export function newEngine() {
  const cache = new MemoryCache();
  const failures: unknown[] = [];
  const writer = new CacheWriter(cache, (error) => failures.push(error));
  const engine = new SyncEngine(writer, new Emitter<ClientEvents>());
  engine.setMe(me);
  return { engine, cache, writer, failures };
}

/** What the cache would give to the next start. */
export async function reload(cache: MemoryCache): Promise<AccountState> {
  const { engine } = newEngine();
  const cached = await cache.load();
  if (cached !== null) engine.restore(cached);
  return engine.state;
}

/** The parts of a state that must be equal however it was reached: rows and counts, in a form that compares well. */
export function essence(state: AccountState, model: ConversationModel) {
  const record = state.conversations.get(model.id);
  if (record === undefined) return undefined;
  const { conversation, membership, pos, gap, messages, members, ranges } = record;
  const active = [...members.values()].filter((row) => row.state === 'active');
  return {
    pos,
    gap,
    name: conversation.name,
    lastPos: conversation.last_pos,
    lastSeq: conversation.last_seq,
    lastMessage: conversation.last_message,
    memberCount: conversation.member_count,
    unread: membership?.unread,
    mentions: membership?.mentions,
    readSeq: membership?.read_seq,
    ranges,
    messages,
    members: active.map(({ user_id, pos: at }) => `${user_id}@${at}`).sort(),
  };
}
