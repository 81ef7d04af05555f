import type { Message } from '@parlance/protocol';
import { strings } from '../strings/strings.ts';
import { findModeration } from './annotations.ts';

/** A message on one line: its text without line breaks, or what stands in place of one. */
export function toPreview(message: Pick<Message, 'content' | 'deleted_at' | 'annotations'>): string {
  if (message.content === null || message.deleted_at !== null) return describeAbsence(message);
  const { type, text } = message.content;
  const said = text?.replace(/\s+/gu, ' ').trim() ?? '';
  return said === '' ? (strings.kinds[type] ?? strings.unknownContent) : said;
}

/** What stands in place of a message whose content is not there, or not for my eyes. */
export function describeAbsence(message: Pick<Message, 'deleted_at' | 'annotations'>): string {
  const state = message.deleted_at === null ? findModeration(message)?.state : undefined;
  if (state === 'held') return strings.heldMessage;
  return state === 'removed' ? strings.removedMessage : strings.deletedMessage;
}
