import type { CoreContext } from '../context.ts';
import type { Conversation } from './conversation.ts';

/** How many rooms whose name contains the searched one are looked at. */
const LOOKED_AT = 200;

/** A public room by its id, its slug or its whole name, without regard to case. */
export async function findRoom(core: CoreContext, key: string): Promise<Conversation | undefined> {
  const { conversations } = core.store;
  const wanted = key.normalize('NFC').trim();
  if (wanted === '' || wanted.length > 200 || wanted.includes('\0') || /\p{Surrogate}/u.test(wanted)) return undefined;
  const byId = await conversations.find(wanted);
  if (byId !== undefined) return byId.kind === 'room' ? byId : undefined;
  const bySlug = await conversations.findBySlug(wanted.toLowerCase());
  if (bySlug !== undefined) return bySlug;
  const folded = fold(wanted);
  const named = await conversations.listRooms(wanted, null, LOOKED_AT);
  return named.find((room) => fold(room.name ?? '') === folded);
}

function fold(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
