import type { Input, Message, ModerationCase } from '@parlance/protocol';
import { type Actor, registerActors } from '../support/actor.ts';

/** A group: its owner, an admin, who writes, who only reads. */
export interface Company {
  owner: Actor;
  admin: Actor;
  writer: Actor;
  reader: Actor;
  group: string;
}

export type Policy = Input<'moderation.policy'>['policy'];

export async function gatherCompany(url: string, policy: Policy): Promise<Company> {
  const [owner, admin, writer, reader] = await registerActors(url, 'owner', 'admin', 'writer', 'reader');
  const group = await owner.createsGroup('The company', [admin, writer, reader]);
  await owner.calls('members.update', { conversation_id: group, user_id: admin.id, role: 'admin' });
  await owner.calls('moderation.policy', { conversation_id: group, policy });
  return { owner, admin, writer, reader, group };
}

/** The case of a message, as a reviewer finds it in the queue. */
export async function findCase({ owner, group }: Company, messageId: string): Promise<ModerationCase> {
  const { cases } = await owner.calls('moderation.queue', { conversation_id: group, state: 'any', limit: 100 });
  const found = cases.find((one) => one.message_id === messageId);
  if (found === undefined) throw new Error('There is no case of this message.');
  return found;
}

/** A message in everything that one person can read: history, alone, changes, a snapshot’s last message, search. */
export async function seenBy(person: Actor, group: string, messageId: string): Promise<(Message | undefined)[]> {
  const page = await person.calls('messages.list', { conversation_id: group });
  const changes = await person.calls('sync.changes', { conversation_id: group, after: 0 });
  const alone = await person.calls('messages.get', { message_id: messageId });
  const among = (messages: readonly Message[]) => messages.find((message) => message.id === messageId);
  return [among(page.messages), alone, among(changes.messages)];
}

export const textOf = (message: Message | undefined | null): string | null => message?.content?.text ?? null;

export const noteOf = (message: Message | undefined): Record<string, unknown> =>
  (message?.annotations.moderation ?? {}) as Record<string, unknown>;
