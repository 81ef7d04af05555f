import type { CoreContext } from '../context.ts';
import type { Message } from '../messages/message.ts';
import type { Transaction } from '../store.ts';

/** Forgets the translations of what a message says and said before its edits; nothing of a deleted message stays. */
export async function forgetTranslations(core: CoreContext, tx: Transaction, message: Message): Promise<void> {
  const edits = message.rev === 0 ? [] : await tx.messages.listEdits(message.id);
  for (const content of [message.content, ...edits.map((edit) => edit.content)]) {
    const text = content?.text ?? '';
    if (text !== '') await tx.translations.remove(core.ids.hash(text));
  }
}
