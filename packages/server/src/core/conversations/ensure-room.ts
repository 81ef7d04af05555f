import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { Conversation } from './conversation.ts';

/** A room that is there from the start. Nobody owns it, so nobody can rename, archive or close it. */
export interface StandingRoom {
  slug: string;
  name: string;
  topic?: string;
}

/** Makes the room unless there is one of that slug. Several nodes may do so at the same moment. */
export async function ensureRoom(core: CoreContext, room: StandingRoom): Promise<Conversation> {
  const known = await core.store.conversations.findBySlug(room.slug);
  if (known !== undefined) return known;
  try {
    return await insertRoom(core, room);
  } catch (fault) {
    const raced = fault instanceof CoreError ? await core.store.conversations.findBySlug(room.slug) : undefined;
    if (raced === undefined) throw fault;
    return raced;
  }
}

function insertRoom(core: CoreContext, room: StandingRoom): Promise<Conversation> {
  return core.store.transaction(async (tx) => {
    const at = core.clock.now();
    const conversation: Conversation = {
      id: core.ids.next(),
      kind: 'room',
      name: room.name,
      slug: room.slug,
      topic: room.topic ?? null,
      avatarUrl: null,
      directKey: null,
      createdBy: null,
      createdAt: at,
      archivedAt: null,
      memberCount: 0,
      pos: 1,
      lastPos: 1,
      lastSeq: 0,
      gpos: tx.gpos,
      activeAt: at,
      moderation: null,
    };
    await tx.conversations.insert(conversation);
    return conversation;
  });
}
