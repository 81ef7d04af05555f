import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { advance } from '../conversations/access.ts';
import type { DomainEvent, ModerationEffect } from '../events.ts';
import { findReveal } from '../moderation/reveal.ts';
import { veil } from '../moderation/withheld.ts';
import type { Transaction } from '../store.ts';
import type { Message } from './message.ts';

type MessageEventType = Extract<DomainEvent, { message: Message; actor: unknown }>['type'];

/** Writes a change to a message under the conversation’s next pos, and tells it. */
export async function changeMessage(
  core: CoreContext,
  tx: Transaction,
  actor: Pick<Actor, 'userId'>,
  message: Message,
  change: Partial<Message>,
  type: Exclude<MessageEventType, 'message.sent'>,
  effect: ModerationEffect = 'same',
): Promise<Message> {
  const conversation = await advance(tx, message.conversationId, { seq: false, at: core.clock.now() });
  const fields = { ...change, ...wholeText(message, change), pos: conversation.lastPos };
  await tx.messages.update(message.id, fields);
  const changed: Message = { ...message, ...fields, gpos: tx.gpos };
  // What a text said before is in no summary any more.
  if (change.content !== undefined) await tx.digests.forget(message.conversationId, null);
  const user = await tx.users.find(actor.userId);
  if (user === undefined) return changed;
  const reveal = await findReveal(tx, changed);
  tx.emit({ type, conversation, message: veil(changed), actor: user, reveal, effect });
  return changed;
}

/** What a message is found by is made of both: neither is written without the other. */
function wholeText(message: Message, change: Partial<Message>): Partial<Message> {
  if (change.content === undefined && change.annotations === undefined) return {};
  const { content, annotations } = { ...message, ...change };
  return { content, annotations };
}
