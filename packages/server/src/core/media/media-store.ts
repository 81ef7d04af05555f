import type { Media } from './media.ts';

export interface MediaReader {
  find(id: string): Promise<Media | undefined>;
  /** Whether the file belongs to this conversation. */
  isPlaced(mediaId: string, conversationId: string): Promise<boolean>;
  /** Whether the file belongs to a conversation that the person is an active member of. */
  isPlacedBefore(mediaId: string, userId: string): Promise<boolean>;
}

export interface MediaStore extends MediaReader {
  insert(media: Media): Promise<void>;
  /** One more use of the file in this conversation, whose members may open it as long as there is one. */
  place(mediaId: string, conversationId: string): Promise<void>;
  /** One use less. */
  unplace(mediaId: string, conversationId: string): Promise<void>;
  /** True when it was there. */
  delete(id: string): Promise<boolean>;
}
