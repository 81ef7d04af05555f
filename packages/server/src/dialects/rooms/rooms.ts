import type { Conversation } from '../../core/conversations/conversation.ts';
import { findRoom } from '../../core/conversations/find-room.ts';
import { readRoom } from '../../core/conversations/read-room.ts';
import { CoreError } from '../../core/errors.ts';
import { markOf } from '../../core/moderation/mark.ts';
import { findTranslations } from '../../core/translation/find-translations.ts';
import { parseLanguage } from '../../core/users/profile-fields.ts';
import type { DialectHost } from '../dialect.ts';
import type { Announced } from './announced.ts';
import type { RoomDelivery } from './delivery.ts';
import type { MessageLimit } from './message-limit.ts';
import type { RoomPresence } from './presence.ts';
import { presentMessage, textOf } from './present.ts';

/** What the parts of this dialect share. */
export interface Rooms {
  readonly host: DialectHost;
  readonly presence: RoomPresence;
  readonly delivery: RoomDelivery;
  readonly limit: MessageLimit;
  /** Who is becoming a member at this moment by joining here. */
  readonly entering: Set<string>;
  /** Whose coming or going was told a moment ago, by the core’s word or by that of another node. */
  readonly announced: Announced;
}

export function enteringKey(roomId: string, userId: string): string {
  return `${roomId} ${userId}`;
}

export async function requireRoom({ host }: Rooms, key: string): Promise<Conversation> {
  const room = await findRoom(host.core, key);
  if (room === undefined) throw new CoreError('not_found', `There is no room “${key.slice(0, 80)}”.`);
  return room;
}

/** The newest messages, oldest first, with every translation that is known by now. */
export async function readHistory({ host }: Rooms, roomId: string, limit: number, language: string | null) {
  const { core, settings } = host;
  const { conversation, messages, users } = await readRoom(core, roomId, limit);
  const people = new Map(users.map((user) => [user.id, user]));
  const known = await findTranslations(core, messages.map(textOf));
  const languages = await Promise.all(messages.map((message) => core.languages.detect(textOf(message))));
  const presented = messages.map((message, index) => {
    const text = textOf(message);
    const sender = people.get(message.senderId);
    return presentMessage(conversation, message, sender, {
      translations: known.get(text) ?? new Map<string, string>(),
      language,
      originalLanguage: languages[index] ?? sender?.language ?? null,
      mark: markOf(message, settings.toxicityThreshold),
    });
  });
  return { conversation, messages: presented };
}

/** A language as clients name it; null where they do not. */
export function toLanguage(...names: (string | undefined)[]): string | null {
  const name = names.find((one) => one !== undefined);
  return name === undefined ? null : parseLanguage(name);
}
