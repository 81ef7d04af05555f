import type { ConversationHandle, LiveAnswer, MessageView } from '@parlance/client';
import { client } from '../state/client.ts';
import { nameOf } from '../state/people.ts';
import { translateNow } from '../state/translations.ts';
import { trouble } from '../state/trouble.ts';
import { strings } from '../strings/strings.ts';

/** What the tools of a message do. Each either works or throws; the list shows the error below the message. */
export interface MessageActions {
  reply(view: MessageView): void;
  edit(view: MessageView): void;
  react(view: MessageView, emoji: string, mine: boolean): void;
  togglePin(view: MessageView): void;
  remove(view: MessageView, scope: 'all' | 'me'): void;
  markUnread(view: MessageView): void;
  showReaders(view: MessageView): void;
  regenerate(view: MessageView): void;
  stopAnswer(answer: LiveAnswer): void;
  translate(view: MessageView): void;
  transcribe(view: MessageView): void;
  retry(view: MessageView): void;
  discard(view: MessageView): void;
}

export interface Surroundings {
  reply(view: MessageView): void;
  edit(view: MessageView): void;
  /** Shows a line of text below a message, e.g. who has read it; null takes it away. */
  note(view: MessageView, text: string | null): void;
  /** Shows what went wrong below the message that it was done to. */
  fail(view: MessageView, error: unknown): void;
}

export function toMessageActions(handle: ConversationHandle, around: Surroundings): MessageActions {
  const attempt = (view: MessageView, work: Promise<unknown>) => {
    work.catch((error: unknown) => around.fail(view, error));
  };
  return {
    reply: around.reply,
    edit: around.edit,
    react(view, emoji, mine) {
      attempt(view, mine ? handle.unreact(view.id, emoji) : handle.react(view.id, emoji));
    },
    togglePin(view) {
      attempt(view, client.call(view.pinned_at === null ? 'pins.add' : 'pins.remove', { message_id: view.id }));
    },
    remove(view, scope) {
      attempt(view, handle.delete(view.id, scope));
    },
    markUnread(view) {
      attempt(view, client.call('conversations.unread', { conversation_id: handle.id, seq: view.seq }));
    },
    showReaders(view) {
      attempt(
        view,
        client.call('messages.readers', { message_id: view.id }).then(({ read }) => {
          const names = read.filter((id) => id !== view.sender_id).map(nameOf);
          around.note(view, names.length === 0 ? strings.readByNobody : strings.readBy(names.join(', ')));
        }),
      );
    },
    regenerate(view) {
      attempt(view, handle.regenerate(view.id));
    },
    stopAnswer(answer) {
      trouble.watch(handle.stopAnswer(answer.id));
    },
    translate(view) {
      around.note(view, strings.translating);
      attempt(
        view,
        translateNow(view).then((reason) => around.note(view, reason)),
      );
    },
    transcribe(view) {
      attempt(
        view,
        handle.transcribe(view.id).then(({ reason }) => {
          if (reason !== null) around.note(view, reason);
        }),
      );
    },
    retry(view) {
      if (view.client_id !== null) handle.retry(view.client_id);
    },
    discard(view) {
      if (view.client_id !== null) handle.discard(view.client_id);
    },
  };
}
