import type { Actor } from '../actor.ts';
import { CoreError, notFound } from '../errors.ts';
import type { Content, MediaContent } from '../messages/message.ts';
import type { Transaction } from '../store.ts';
import { mayOpen } from './access.ts';

/**
 * Where a message carries a file, lets the conversation’s members open it and answers the content with the file’s own
 * facts in place of the client’s. The file must be the sender’s own, belong to the same conversation, or come with a
 * message that the sender may read and forwards.
 */
export async function placeMedia(
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
  await tx.media.place(media.id, conversationId);
  const placed: MediaContent = { type: content.type, mediaId: media.id, mediaType: media.type, bytes: media.bytes };
  if (media.fileName !== null) placed.fileName = media.fileName;
  if (content.text !== undefined && content.text !== '') placed.text = content.text;
  return placed;
}
