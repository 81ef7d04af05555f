import type { DomainEvent, EphemeralEvent } from '../core/events.ts';
import type { Edge } from '../realtime/edge.ts';

type Heard = DomainEvent | EphemeralEvent;

/**
 * A dialect as reviews let it hear what happens. Its protocol knows none, and its clients never see what is kept back: a
 * message that is held is not told, one that is released is told as new, one that is withdrawn as deleted, one that is
 * masked as edited. No dialect has to know.
 */
export function moderatedEdge(edge: Edge): Edge {
  const { alsoHears, hear } = edge;
  return {
    name: edge.name,
    present: (event) => {
      const heard = toHeard(event);
      return heard === undefined ? [] : edge.present(heard);
    },
    ...(hear === undefined
      ? {}
      : {
          hear: (event: Heard) => {
            const heard = toHeard(event);
            if (heard !== undefined) hear.call(edge, heard);
          },
        }),
    ...(alsoHears === undefined
      ? {}
      : {
          alsoHears: (event: Heard) => {
            const heard = toHeard(event);
            return heard === undefined ? [] : alsoHears.call(edge, heard);
          },
        }),
  };
}

/** undefined: nothing that these clients may hear. */
function toHeard(event: Heard): Heard | undefined {
  if (!('message' in event) || !('actor' in event)) return event;
  if (event.type === 'message.moderated') return toPlain(event);
  const isWithheld = event.message.content === null && event.message.deletedAt === null;
  return isWithheld ? undefined : event;
}

function toPlain(event: Extract<DomainEvent, { type: 'message.moderated' }>): DomainEvent | undefined {
  const { conversation, message, actor } = event;
  switch (event.effect) {
    case 'released':
      return { type: 'message.sent', conversation, message, actor };
    case 'withdrawn':
      return {
        type: 'message.deleted',
        conversation,
        message: { ...message, deletedAt: conversation.activeAt },
        actor,
      };
    case 'changed':
      return { type: 'message.edited', conversation, message, actor };
    case 'same':
      return undefined;
  }
}
