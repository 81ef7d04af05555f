import type { CoreContext } from '../../context.ts';
import type { AiImage } from '../../ports/ai-provider.ts';

/** Larger ones are not shown to a model, in bytes. */
const LARGEST = 4 * 1024 * 1024;

/** An image of a message, for a model to look at; undefined where it is gone, too large, or none. */
export async function readImage(core: CoreContext, mediaId: string): Promise<AiImage | undefined> {
  const media = await core.store.media.find(mediaId);
  if (media === undefined || media.kind !== 'image' || media.bytes > LARGEST) return undefined;
  const content = await core.blobs.open(mediaId, { start: 0, end: media.bytes - 1 });
  if (content === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return { mediaType: media.type, base64: Buffer.concat(chunks).toString('base64') };
}
