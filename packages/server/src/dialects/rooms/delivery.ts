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

type Prepared = Omit<Reading, 'language'> & { languages: readonly string[] };

/** A message that the room has not been told yet; `prepared` once it may be. */
interface Coming extends Sent {
  prepared: Prepared | undefined;
}

interface Ready extends Sent {
  prepared: Prepared;
}

/**
 * Tells a room its messages, each once its translations are there or the wait is over, in the order of the room. The wait
 * of all begins when they are sent, so a slow one delays those after it by no more than its own. What is ready in the same
 * moment is told together.
 */
export class RoomDelivery {
  readonly #host: DialectHost;
  readonly #presence: RoomPresence;
  /** By room, in its order; only of rooms for which something is coming. */
  readonly #coming = new Map<string, Coming[]>();
  /** Rooms whose next message is ready. */
  readonly #ready = new Set<string>();

  constructor(host: DialectHost, presence: RoomPresence) {
    this.#host = host;
    this.#presence = presence;
  }

  hear({ conversation, message, actor }: Sent): void {
    if (!this.#presence.isOccupied(conversation.id)) return;
    const coming: Coming = { conversation, message, actor, prepared: undefined };
    const queue = this.#coming.get(conversation.id);
    if (queue === undefined) this.#coming.set(conversation.id, [coming]);
    else queue.push(coming);
    this.#prepare(coming).then(
      (prepared) => this.#noteReady(coming, prepared),
      (fault: unknown) => {
        this.#host.core.log.error({ err: fault }, 'a message could not be told to its room');
        this.#forget(coming);
      },
    );
  }

  #noteReady(coming: Coming, prepared: Prepared): void {
    coming.prepared = prepared;
    const roomId = coming.conversation.id;
    if (this.#ready.has(roomId) || this.#coming.get(roomId)?.[0]?.prepared === undefined) return;
    this.#ready.add(roomId);
    // After all that is ready in this moment.
    if (this.#ready.size === 1) process.nextTick(() => this.#tellReady());
  }

  #forget(coming: Coming): void {
    const roomId = coming.conversation.id;
    const left = this.#coming.get(roomId)?.filter((one) => one !== coming) ?? [];
    if (left.length === 0) this.#coming.delete(roomId);
    else this.#coming.set(roomId, left);
    const [next] = left;
    if (next?.prepared !== undefined) this.#noteReady(next, next.prepared);
  }

  #tellReady(): void {
    const rooms = [...this.#ready];
    this.#ready.clear();
    for (const roomId of rooms) {
      const ready: Ready[] = [];
      const queue = this.#coming.get(roomId) ?? [];
      for (const { prepared, ...sent } of queue) {
        if (prepared === undefined) break;
        ready.push({ prepared, ...sent });
      }
      if (ready.length === queue.length) this.#coming.delete(roomId);
      else queue.splice(0, ready.length);
      try {
        this.#tell(roomId, ready);
      } catch (fault) {
        this.#host.core.log.error({ err: fault }, 'messages could not be told to their room');
      }
    }
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

  #tell(roomId: string, messages: readonly Ready[]): void {
    const { hub } = this.#host;
    const byLanguage = new Map<string, readonly DialectFrame[]>();
    const framesIn = (language: string) => {
      const known = byLanguage.get(language);
      if (known !== undefined) return known;
      const frames = messages.map((one) => makeFrame(one, language));
      byLanguage.set(language, frames);
      return frames;
    };
    const first = Math.min(...messages.map(({ message }) => message.seq));
    for (const { connection, language, sinceSeq, waiting } of this.#presence.places(roomId)) {
      const frames = framesIn(language);
      if (sinceSeq === undefined) {
        for (const [index, frame] of frames.entries()) {
          const seq = messages[index]?.message.seq ?? 0;
          waiting.push({ seq, tell: () => connection.send([frame], undefined) });
        }
      } else if (connection.edge === 'rooms' && hub.follows(connection, roomId)) {
        // For nearly everybody it is one and the same list, which is then joined and written once for all.
        const own =
          sinceSeq < first ? frames : frames.filter((_, index) => sinceSeq < (messages[index]?.message.seq ?? 0));
        if (own.length > 0) connection.send(own, undefined);
      }
    }
  }
}

function makeFrame({ conversation, message, actor, prepared }: Ready, language: string): DialectFrame {
  return new DialectFrame('receive_message', presentMessage(conversation, message, actor, { language, ...prepared }));
}
