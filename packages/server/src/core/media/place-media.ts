import type { Actor } from '../actor.ts';
import { CoreError, notFound } from '../errors.ts';
import type { Content, MediaContent } from '../messages/message.ts';
import type { Transaction } from '../store.ts';
import { mayOpen } from './access.ts';

/** Lets the members of the conversation open the file that a message carries, where it carries one. */
export async function placeMedia(
  tx: Transaction,
  message: { conversationId: string; content: Content },
): Promise<void> {
  const { content, conversationId } = message;
  if (content.type !== 'text' && content.type !== 'system') await tx.media.place(content.mediaId, conversationId);
}

/** The message carries its file no more: nobody can open it there, unless another message carries it too. */
export async function unplaceMedia(
  tx: Transaction,
  message: { conversationId: string; content: Content | null },
): Promise<void> {
  const { content, conversationId } = message;
  if (content === null || content.type === 'text' || content.type === 'system') return;
  await tx.media.unplace(content.mediaId, conversationId);
}

/**
 * The content with the file’s own facts in place of the client’s, where it carries a file. The file must be the sender’s own, belong to the same conversation, or come with a
 * message that the sender may read and forwards.
 */
export async function requireOwnMedia(
  tx: Transaction,
  actor: Pick<Actor, 'userId'>,
  message: { conversationId: string; content: Content; forwardedFrom?: string | null | undefined },
): Promise<Content> {
  const { content, conversationId } = message;
  if (content.type === 'text' || content.type === 'system') return content;
  const media = await tx.media.find(content.mediaId);
  const allowed =
    media !== undefined &&
    (media.ownerId === actor.userId ||
      (await tx.media.isPlaced(media.id, conversationId)) ||
      (message.forwardedFrom != null && (await mayOpen(tx, actor.userId, media))));
  if (media === undefined || !allowed) throw notFound('file', content.mediaId);
  if (content.type !== 'file' && content.type !== media.kind) {
    throw new CoreError('invalid_input', `The file is of type ${media.type}, which is no ${content.type}.`, {
      field: '/content/type',
    });
  }
  const placed: MediaContent = { type: content.type, mediaId: media.id, mediaType: media.type, bytes: media.bytes };
  if (media.fileName !== null) placed.fileName = media.fileName;
  if (content.text !== undefined && content.text !== '') placed.text = content.text;
  return placed;
}
