import type { Actor } from '../actor.ts';
import { notFound } from '../errors.ts';
import type { ModerationReader } from '../moderation/moderation-store.ts';
import type { Media } from './media.ts';
import type { MediaReader } from './media-store.ts';

type Reading = { readonly media: MediaReader; readonly moderation: ModerationReader };

/** A file that the actor may open; for everybody else there is no such file. */
export async function requireMedia(reader: Reading, actor: Actor, id: string): Promise<Media> {
  const media = await reader.media.find(id);
  if (media === undefined || !(await mayOpen(reader, actor.userId, media))) throw notFound('file', id);
  return media;
}

/** Its owner, the members of its conversations, those who review it, and, for pictures of people, groups and rooms, everybody with an account. */
export async function mayOpen(reader: Reading, userId: string, media: Media): Promise<boolean> {
  if (media.purpose !== 'message' || media.ownerId === userId) return true;
  if (await reader.media.isPlacedBefore(media.id, userId)) return true;
  return reader.moderation.isUnderReviewBy(media.id, userId);
}
