import type * as wire from '@parlance/protocol';
import type { Content } from '../../core/messages/message.ts';

/** What v1 sends as a message’s content, as core has it. */
export function toContent(content: wire.SendableContent): Content {
  if (content.type === 'text') return content;
  const { type, media_id: mediaId, text } = content;
  return { type, mediaId, ...(text === undefined ? {} : { text }) };
}

/** A stored content as v1 shows it. */
export function presentContent(content: Content): wire.Content {
  if (content.type === 'text' || content.type === 'system') return content;
  const { type, text, mediaId, fileName, mediaType, bytes } = content;
  return {
    type,
    ...(text === undefined ? {} : { text }),
    media_id: mediaId,
    ...(fileName === undefined ? {} : { file_name: fileName }),
    ...(mediaType === undefined ? {} : { media_type: mediaType }),
    ...(bytes === undefined ? {} : { bytes }),
  };
}
