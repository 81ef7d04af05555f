import type { Conversation } from '../../core/conversations/conversation.ts';
import type { Message } from '../../core/messages/message.ts';
import type { ModerationMark } from '../../core/moderation/mark.ts';
import { toTarget } from '../../core/translation/to-target.ts';
import type { User } from '../../core/users/user.ts';

/** By what clients know a room: the rooms that are there from the start are called by their names. */
export function roomKey(room: Conversation): string {
  return room.slug ?? room.id;
}

export function nameOf(user: User | undefined): string {
  return user === undefined ? 'Unknown' : (user.userName ?? user.displayName);
}

export function presentRoom(room: Conversation, online: number) {
  return {
    room_id: roomKey(room),
    id: roomKey(room),
    room_name: room.name ?? roomKey(room),
    name: room.name ?? roomKey(room),
    created_at: toTime(room.createdAt),
    member_count: room.memberCount,
    online_count: online,
    onlineCount: online,
  };
}

export function presentPerson(room: Conversation, user: User) {
  return {
    room_id: roomKey(room),
    roomId: roomKey(room),
    user_id: user.id,
    userId: user.id,
    username: nameOf(user),
  };
}

/** What a message is shown with beside itself. */
export interface Reading {
  /** By language. */
  translations: ReadonlyMap<string, string>;
  /** The reader’s; null where nobody has said. */
  language: string | null;
  originalLanguage: string | null;
  mark: ModerationMark;
}

/** COMPAT(rooms): `id`, `text`, `userId`, `translatedText`, `isToxic` and `originalLanguage` beside the documented keys. */
export function presentMessage(room: Conversation, message: Message, sender: User | undefined, reading: Reading) {
  const { translations, language, originalLanguage, mark } = reading;
  const text = textOf(message);
  return {
    message_id: message.id,
    id: message.id,
    user_id: message.senderId,
    userId: message.senderId,
    username: senderName(message, sender),
    room_id: roomKey(room),
    roomId: roomKey(room),
    original_text: text,
    text,
    translations: Object.fromEntries(translations),
    translatedText: translationFor(translations, language) ?? text,
    original_language: originalLanguage,
    originalLanguage,
    timestamp: toTime(message.createdAt),
    is_flagged: mark.isFlagged,
    isFlagged: mark.isFlagged,
    isToxic: mark.isFlagged,
    toxicity_score: mark.toxicityScore,
  };
}

/** What was translated before is known by the language that regions share. */
function translationFor(translations: ReadonlyMap<string, string>, language: string | null): string | undefined {
  if (language === null) return undefined;
  return translations.get(language) ?? translations.get(toTarget(language));
}

/** Clients of this dialect show text alone: what is a file elsewhere is named here. */
export function textOf({ content }: Message): string {
  if (content === null) return '';
  if (content.type === 'text' || content.type === 'system') return content.text;
  return content.text || `[${content.type}${content.fileName === undefined ? '' : `: ${content.fileName}`}]`;
}

/** A name that somebody without an account gave themselves never looks like an account’s. */
function senderName(message: Message, sender: User | undefined): string {
  const label = message.annotations['senderLabel'];
  return typeof label === 'string' ? `${label} (${nameOf(sender)})` : nameOf(sender);
}

export function toTime(at: number): string {
  return new Date(at).toISOString();
}
