import type { Conversation } from '../../core/conversations/conversation.ts';
import type { Message } from '../../core/messages/message.ts';
import { markOf } from '../../core/moderation/mark.ts';
import { moderateMessage } from '../../core/moderation/moderate-message.ts';
import { isSameLanguage } from '../../core/translation/same-language.ts';
import { textToTranslate } from '../../core/translation/text-to-translate.ts';
import { translateText } from '../../core/translation/translate-text.ts';
import type { User } from '../../core/users/user.ts';
import type { DialectHost } from '../dialect.ts';
import { DialectFrame } from '../dialect-frame.ts';
import type { RoomPresence } from './presence.ts';
import { presentMessage, type Reading, textOf } from './present.ts';

/** Into how many languages one message is translated at most. */
const MOST_LANGUAGES = 12;

interface Sent {
  conversation: Conversation;
  message: Message;
  actor: User;
}

type Prepared = Omit<Reading, 'language'> & { languages: string[] };

/**
 * Tells a room its messages, each once its translations are there or the wait is over, in the order of the room. The wait
 * of all begins when they are sent, so a slow one delays those after it by no more than its own.
 */
export class RoomDelivery {
  readonly #host: DialectHost;
  readonly #presence: RoomPresence;
  readonly #tails = new Map<string, Promise<void>>();

  constructor(host: DialectHost, presence: RoomPresence) {
    this.#host = host;
    this.#presence = presence;
  }

  hear(sent: Sent): void {
    const roomId = sent.conversation.id;
    if (!this.#presence.isOccupied(roomId)) return;
    const prepared = this.#prepare(sent);
    const earlier = this.#tails.get(roomId) ?? Promise.resolve();
    const tail = earlier
      .then(async () => this.#tell(sent, await prepared))
      .catch((fault: unknown) => this.#host.core.log.error({ err: fault }, 'a message could not be told to its room'))
      .finally(() => {
        if (this.#tails.get(roomId) === tail) this.#tails.delete(roomId);
      });
    this.#tails.set(roomId, tail);
  }

  async #prepare({ conversation, message, actor }: Sent): Promise<Prepared> {
    const { core, settings } = this.#host;
    const text = textOf(message);
    const languages = this.#presence.languages(conversation.id, MOST_LANGUAGES);
    const originalLanguage = (await core.languages.detect(text)) ?? actor.language;
    const translations = new Map<string, string>();
    const prepared: Prepared = {
      languages,
      originalLanguage,
      translations,
      mark: markOf(message, settings.toxicityThreshold),
    };
    const jobs: Promise<void>[] = [];
    for (const target of languages) {
      const isOwn = originalLanguage !== null && isSameLanguage(originalLanguage, target);
      // Without an engine the original stands in, as it does when an engine fails.
      if (isOwn || core.translator === null || textToTranslate(message) === null) translations.set(target, text);
      else {
        const request = { text, target, messageId: message.id };
        jobs.push(translateText(core, request).then((result) => void translations.set(target, result.text)));
      }
    }
    if (core.moderator !== null) {
      jobs.push(
        moderateMessage(core, message).then((marked) => {
          prepared.mark = markOf(marked, settings.toxicityThreshold);
        }),
      );
    }
    if (jobs.length > 0) await this.#wait(jobs);
    return prepared;
  }

  /** What takes longer goes on, is kept, and comes with the history. */
  async #wait(jobs: readonly Promise<void>[]): Promise<void> {
    const quiet = jobs.map((job) =>
      job.catch((fault: unknown) => this.#host.core.log.warn({ err: fault }, 'a message could not be prepared')),
    );
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#host.settings.translationWait);
    });
    await Promise.race([Promise.all(quiet), deadline]);
    clearTimeout(timer);
  }

  #tell({ conversation, message, actor }: Sent, prepared: Prepared): void {
    const { translations, originalLanguage, mark } = prepared;
    const present = (language: string) =>
      presentMessage(conversation, message, actor, { translations, language, originalLanguage, mark });
    const byLanguage = new Map<string, readonly DialectFrame[]>();
    const framesIn = (language: string) => {
      const known = byLanguage.get(language);
      if (known !== undefined) return known;
      const frames = [new DialectFrame('receive_message', present(language))];
      byLanguage.set(language, frames);
      return frames;
    };
    const { hub } = this.#host;
    for (const { connection, language, sinceSeq, waiting } of this.#presence.places(conversation.id)) {
      if (sinceSeq === undefined) {
        const tell = () => connection.send(framesIn(language), undefined);
        waiting.push({ seq: message.seq, tell });
      } else if (sinceSeq < message.seq && connection.edge === 'rooms' && hub.follows(connection, conversation.id)) {
        connection.send(framesIn(language), undefined);
      }
    }
  }
}
