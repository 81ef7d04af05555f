import type { Content } from '@parlance/protocol';
import { strings } from '../strings/strings.ts';

/** A message on one line: its text without line breaks, or what stands in place of one. */
export function toPreview(message: { content: Content | null; deleted_at: number | null }): string {
  if (message.deleted_at !== null || message.content === null) return strings.deletedMessage;
  return message.content.text?.replace(/\s+/gu, ' ').trim() ?? strings.unknownContent;
}
