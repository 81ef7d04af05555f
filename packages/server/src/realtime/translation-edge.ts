import type { CoreContext } from '../core/context.ts';
import type { DomainEvent, EphemeralEvent } from '../core/events.ts';
import { translateForReaders } from '../core/translation/translate-for-readers.ts';
import type { ConnectedReaders } from './connected-readers.ts';
import type { Edge } from './edge.ts';

type MessageEvent = Extract<DomainEvent, { type: 'message.sent' | 'message.edited' | 'message.moderated' }>;

/**
 * Says nothing to anybody: it hears, on every node, what is sent, edited and released, and has it translated for those who are
 * connected to this one.
 */
export function makeTranslationEdge(core: () => CoreContext, readers: ConnectedReaders): Edge {
  return {
    name: 'translation',
    hear(event) {
      readers.hear(event);
      if (!saysAnew(event)) return;
      const present = readers.of(event.message.conversationId);
      if (present === undefined) return;
      // The listener runs inside the commit: the work begins after it.
      setImmediate(() => {
        present
          .then((preferences) => translateForReaders(core(), preferences, event))
          .catch((fault: unknown) =>
            core().log.error({ err: fault, messageId: event.message.id }, 'a message could not be translated'),
          );
      });
    },
    present: () => [],
  };
}

/** Whether people read something they have not read before. */
function saysAnew(event: DomainEvent | EphemeralEvent): event is MessageEvent {
  if (event.type === 'message.moderated') return event.effect === 'released' || event.effect === 'changed';
  return event.type === 'message.sent' || event.type === 'message.edited';
}
