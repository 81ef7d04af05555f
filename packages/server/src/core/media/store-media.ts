import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { requireMember } from '../conversations/access.ts';
import { CoreError } from '../errors.ts';
import { toFileName } from './file-name.ts';
import type { Media, MediaPurpose } from './media.ts';
import { kindOf, toMediaType } from './media-type.ts';

export interface NewMedia {
  /** The bytes as they arrive, or all of them. */
  content: AsyncIterable<Uint8Array> | Uint8Array;
  fileName?: string | null | undefined;
  /** What the client says it is; content decides. */
  claimedType?: string | null | undefined;
  purpose: MediaPurpose;
  /** Whose members may open it at once; otherwise only its owner may, until a message carries it. */
  conversationId?: string | null | undefined;
}

/**
 * Keeps a file; resolves when its bytes and its record are durable. Throws `payload_too_large` beyond
 * `settings.uploadBytes`, `invalid_input` for an empty file, `unsupported_media_type` for a picture that is no raster
 * image, `not_found` for a conversation the actor is not in, and what the source throws.
 */
export async function storeMedia(core: CoreContext, actor: Actor, input: NewMedia): Promise<Media> {
  const conversationId = input.conversationId ?? null;
  if (conversationId !== null) await requireMember(core.store, actor, conversationId);
  const id = core.ids.secret(18);
  const watched = new WatchedSource(input.content, core.settings.uploadBytes, core.mediaSniffer.headBytes);
  const { bytes, sha256 } = await core.blobs.put(id, watched.read());
  try {
    if (bytes === 0) throw new CoreError('invalid_input', 'The file is empty.', { field: '/file' });
    const type = toMediaType(await core.mediaSniffer.sniff(watched.head()), input.claimedType ?? null, watched.head());
    if (input.purpose !== 'message' && kindOf(type) !== 'image') {
      throw new CoreError(
        'unsupported_media_type',
        `A picture must be a PNG, JPEG, GIF, WebP or AVIF image, not ${type}.`,
      );
    }
    const media: Media = {
      id,
      ownerId: actor.userId,
      purpose: input.purpose,
      type,
      kind: kindOf(type),
      bytes,
      sha256,
      fileName: toFileName(input.fileName),
      createdAt: core.clock.now(),
    };
    await core.store.transaction(async (tx) => {
      if (conversationId !== null) await requireMember(tx, actor, conversationId);
      await tx.media.insert(media);
      if (conversationId !== null) await tx.media.place(id, conversationId);
    }, actor.userId);
    return media;
  } catch (fault) {
    await core.blobs.delete(id);
    throw fault;
  }
}

/** Counts what passes, stops at the limit, and remembers the beginning. */
class WatchedSource {
  readonly #content: AsyncIterable<Uint8Array> | Uint8Array;
  readonly #maximum: number;
  readonly #headBytes: number;
  readonly #head: Uint8Array[] = [];
  #seen = 0;

  constructor(content: AsyncIterable<Uint8Array> | Uint8Array, maximum: number, headBytes: number) {
    this.#content = content;
    this.#maximum = maximum;
    this.#headBytes = headBytes;
  }

  async *read(): AsyncGenerator<Uint8Array> {
    const chunks = this.#content instanceof Uint8Array ? [this.#content] : this.#content;
    for await (const chunk of chunks) {
      if (this.#seen + chunk.length > this.#maximum) {
        throw new CoreError(
          'payload_too_large',
          `The file is larger than the ${this.#maximum} bytes that are accepted.`,
        );
      }
      if (this.#seen < this.#headBytes) this.#head.push(chunk.subarray(0, this.#headBytes - this.#seen));
      this.#seen += chunk.length;
      yield chunk;
    }
  }

  head(): Uint8Array {
    const whole = new Uint8Array(Math.min(this.#seen, this.#headBytes));
    let at = 0;
    for (const part of this.#head) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}
