import { sql } from 'kysely';
import type { Media, MediaKind, MediaPurpose } from '../../core/media/media.ts';
import type { MediaStore } from '../../core/media/media-store.ts';
import type { Executor } from './executor.ts';
import type { MediaTable } from './tables.ts';

export class SqlMedia implements MediaStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async find(id: string): Promise<Media | undefined> {
    const row = await this.#executor.row(this.#executor.build.selectFrom('media').selectAll().where('id', '=', id));
    return row === undefined ? undefined : toMedia(row);
  }

  async isPlaced(mediaId: string, conversationId: string): Promise<boolean> {
    const query = this.#executor.build
      .selectFrom('media_places')
      .select('media_id')
      .where('media_id', '=', mediaId)
      .where('conversation_id', '=', conversationId);
    return (await this.#executor.row(query)) !== undefined;
  }

  async isPlacedBefore(mediaId: string, userId: string): Promise<boolean> {
    const query = this.#executor.build
      .selectFrom('media_places')
      .innerJoin('members', 'members.conversation_id', 'media_places.conversation_id')
      .select('media_places.media_id')
      .where('media_places.media_id', '=', mediaId)
      .where('members.user_id', '=', userId)
      .where('members.state', '=', 'active')
      .limit(1);
    return (await this.#executor.row(query)) !== undefined;
  }

  async insert(media: Media): Promise<void> {
    await this.#executor.run(
      this.#executor.build.insertInto('media').values({
        id: media.id,
        owner_id: media.ownerId,
        purpose: media.purpose,
        type: media.type,
        kind: media.kind,
        bytes: media.bytes,
        sha256: media.sha256,
        file_name: media.fileName,
        created_at: media.createdAt,
      }),
    );
  }

  async place(mediaId: string, conversationId: string): Promise<void> {
    const query = this.#executor.build
      .insertInto('media_places')
      .values({ media_id: mediaId, conversation_id: conversationId, uses: 1 })
      .onConflict((conflict) =>
        conflict.columns(['media_id', 'conversation_id']).doUpdateSet({ uses: sql<number>`media_places.uses + 1` }),
      );
    await this.#executor.run(query);
  }

  async unplace(mediaId: string, conversationId: string): Promise<void> {
    const place = this.#executor.build
      .updateTable('media_places')
      .set({ uses: sql<number>`uses - 1` })
      .where('media_id', '=', mediaId)
      .where('conversation_id', '=', conversationId);
    await this.#executor.run(place);
    const unused = this.#executor.build
      .deleteFrom('media_places')
      .where('media_id', '=', mediaId)
      .where('conversation_id', '=', conversationId)
      .where('uses', '<=', 0);
    await this.#executor.run(unused);
  }

  async delete(id: string): Promise<boolean> {
    await this.#executor.run(this.#executor.build.deleteFrom('media_places').where('media_id', '=', id));
    return (await this.#executor.run(this.#executor.build.deleteFrom('media').where('id', '=', id))) > 0;
  }
}

function toMedia(row: MediaTable): Media {
  return {
    id: row.id,
    ownerId: row.owner_id,
    purpose: row.purpose as MediaPurpose,
    type: row.type,
    kind: row.kind as MediaKind,
    bytes: row.bytes,
    sha256: row.sha256,
    fileName: row.file_name,
    createdAt: row.created_at,
  };
}
