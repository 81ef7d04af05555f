import type { Actor } from '../actor.ts';
import { notFound } from '../errors.ts';
import type { Media } from './media.ts';
import type { MediaReader } from './media-store.ts';

/** A file that the actor may open; for everybody else there is no such file. */
export async function requireMedia(reader: { readonly media: MediaReader }, actor: Actor, id: string): Promise<Media> {
  const media = await reader.media.find(id);
  if (media === undefined || !(await mayOpen(reader, actor.userId, media))) throw notFound('file', id);
  return media;
}

/** Its owner, the members of its conversations, and, for pictures of people, groups and rooms, everybody with an account. */
export async function mayOpen(reader: { readonly media: MediaReader }, userId: string, media: Media): Promise<boolean> {
  if (media.purpose !== 'message' || media.ownerId === userId) return true;
  return reader.media.isPlacedBefore(media.id, userId);
}
