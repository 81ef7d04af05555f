import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { DomainEvent } from '../events.ts';
import { AWAITED, answer } from './ask-assistant.ts';
import { LETA_ID } from './leta.ts';

type SentEvent = Extract<DomainEvent, { type: 'message.sent' }>;

/** Answers that are written at a time, and questions that wait; beyond that the assistant stays silent. */
const AT_A_TIME = 4;
const WAITING = 200;

/**
 * The assistant answers those who address her: in her own chats and direct conversations everything, in groups and rooms
 * she is a member of what mentions her. Heard after the commit, so nobody’s message waits for her.
 */
export function answerMentions(core: CoreContext): void {
  const waiting: SentEvent[] = [];
  let running = 0;
  const next = (): void => {
    const event = running < AT_A_TIME ? waiting.shift() : undefined;
    if (event === undefined) return;
    running += 1;
    answer(core, event.actor.id, event.message)
      .catch((fault: unknown) => reportFault(core, fault))
      .finally(() => {
        running -= 1;
        next();
      });
  };
  core.store.onCommitted((batches) => {
    for (const batch of batches) {
      for (const event of batch.events) {
        if (event.type !== 'message.sent' || !isForLeta(event)) continue;
        if (waiting.length < WAITING) waiting.push(event);
        else core.log.warn({ messageId: event.message.id }, 'the assistant is too busy to answer');
        // The listener runs inside the commit: the answer begins after it.
        setImmediate(next);
      }
    }
  });
}

function isForLeta({ message, conversation, actor }: SentEvent): boolean {
  // Never a bot, or two of them would talk for ever.
  if (actor.kind === 'bot' || message.content === null || message.content.type === 'system') return false;
  if (message.annotations[AWAITED] === true) return false;
  if (conversation.kind === 'assistant') return true;
  if (conversation.kind === 'direct') return conversation.directKey?.split(':').includes(LETA_ID) === true;
  return message.mentions.includes(LETA_ID);
}

/** Refusals are ordinary here: the chat was deleted or archived, or she was removed meanwhile. */
function reportFault(core: CoreContext, fault: unknown): void {
  if (fault instanceof CoreError) return;
  core.log.warn({ err: fault }, 'the assistant could not answer');
}
