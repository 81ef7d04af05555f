import fc from 'fast-check';
import type { CacheChange, CacheState } from '../../src/cache/cache.ts';
import type { ConversationHead } from '../../src/sync/state.ts';
import { ConversationModel, user } from './model.ts';

const conversations = ['c1', 'c2', 'c3'].map((id) => {
  const model = new ConversationModel(id).run([1, 2, 3].map((who) => ({ do: 'send', who, mentions: false })));
  return { model, messages: model.history(1, 3).messages };
});

const heads = fc.subarray(conversations).chain((chosen) =>
  fc.nat(9).map((pos) =>
    chosen.map(({ model }): ConversationHead => {
      const conversation = { ...model.view(), members: [] };
      const members = new Map(
        model
          .view()
          .members.slice(0, pos)
          .map((member) => [member.user_id, member]),
      );
      return { id: model.id, conversation, membership: model.membership(), pos, gap: null, ranges: [], members };
    }),
  ),
);
const messages = fc
  .subarray(conversations.flatMap((one) => one.messages))
  .chain((chosen) => fc.nat(99).map((pos) => chosen.map((message) => ({ ...message, pos }))));
const outbox = fc.subarray(['o1', 'o2', 'o3']).chain((chosen) =>
  fc.constantFrom('pending' as const, 'failed' as const).map((status) =>
    chosen.map((client_id) => ({
      client_id,
      conversation_id: 'c1',
      content: { type: 'text' as const, text: 'x' },
      reply_to: null,
      thread_id: null,
      mentions: [],
      created_at: 1,
      status,
    })),
  ),
);

/** Any change a client may make; a message is only written where its conversation is. */
export const changes: fc.Arbitrary<CacheChange> = fc
  .record(
    {
      token: fc.option(fc.constantFrom('t1', 't2')),
      blocked: fc.subarray(['user1', 'user2']),
      users: fc.subarray(['user1', 'user2', 'user3']).map((ids) => ids.map(user)),
      heads,
      dropped: fc.subarray(['c1', 'c2', 'c3']),
      forgotten: fc.subarray(conversations.flatMap((one) => one.messages.map((message) => message.id))),
      messages,
      outbox,
      settled: fc.subarray(['o1', 'o2', 'o3']),
    },
    { requiredKeys: [] },
  )
  .map((change) => change as CacheChange);

/** The state with its lists in a fixed order, as a cache promises none. */
export function sortState(state: CacheState | null) {
  if (state === null) return null;
  const by = <T>(list: readonly T[], key: (item: T) => string) => [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return {
    ...state,
    users: by(state.users, (item) => item.id),
    heads: by(state.heads, (item) => item.id),
    messages: by(state.messages, (item) => item.id),
    outbox: by(state.outbox, (item) => item.client_id),
  };
}
