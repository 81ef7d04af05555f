import { CoreError } from '../../../core/errors.ts';
import { deleteMessage, hideMessage } from '../../../core/messages/delete-message.ts';
import { editMessage, listEdits } from '../../../core/messages/edit-message.ts';
import { forwardMessage } from '../../../core/messages/forward-message.ts';
import { listPins, setPin } from '../../../core/messages/pin-message.ts';
import { setReaction } from '../../../core/messages/react.ts';
import { getMessage, listMessages, listReaders, listThread, sendersOf } from '../../../core/messages/read-messages.ts';
import { sendMessage } from '../../../core/messages/send-message.ts';
import { acknowledge } from '../../../core/receipts/mark-delivered.ts';
import { searchMessages } from '../../../core/search/search-messages.ts';
import { changesAfter } from '../../../core/sync/changes.ts';
import { syncPage } from '../../../core/sync/sync-page.ts';
import { requestTranscript } from '../../../core/transcription/request-transcript.ts';
import { translateMessage } from '../../../core/translation/translate-message.ts';
import { presentContent, toContent } from '../content.ts';
import { done, type Handlers } from '../handler.ts';
import { V1_EDGE } from '../outbound.ts';
import { presentConversation, presentMember, presentMessage, presentUser } from '../present.ts';
import { readSyncPage, showSyncPage } from '../read-sync-page.ts';
import { ShownSent } from '../shown-message.ts';
import { withTranslations } from '../with-translations.ts';

type MessageOperation =
  | 'messages.list'
  | 'messages.send'
  | 'messages.get'
  | 'messages.edit'
  | 'messages.delete'
  | 'messages.edits'
  | 'messages.forward'
  | 'messages.thread'
  | 'messages.readers'
  | 'messages.transcribe'
  | 'messages.translate'
  | 'reactions.add'
  | 'reactions.remove'
  | 'pins.add'
  | 'pins.remove'
  | 'pins.list'
  | 'search.messages'
  | 'sync.changes'
  | 'sync.page'
  | 'events.ticket'
  | 'sync.acknowledge';

/** How long a ticket for an event stream opens it. */
const TICKET_LIFETIME = 60_000;

export const messageHandlers: Handlers<MessageOperation> = {
  'messages.list': async ({ core }, actor, input) => {
    const bounds = [input.before_seq, input.after_seq, input.around_seq].filter((bound) => bound !== undefined);
    if (bounds.length > 1) {
      throw new CoreError('invalid_input', 'Give at most one of before_seq, after_seq and around_seq.');
    }
    const page = await listMessages(core, actor, {
      conversationId: input.conversation_id,
      beforeSeq: input.before_seq,
      afterSeq: input.after_seq,
      aroundSeq: input.around_seq,
      limit: input.limit ?? 50,
    });
    const answer = {
      messages: page.messages.map(presentMessage),
      users: page.users.map(presentUser),
      has_more_before: page.hasMoreBefore,
      has_more_after: page.hasMoreAfter,
    };
    return withTranslations(core, actor, { wanted: input.translate_to, messages: page.messages }, answer);
  },
  'messages.send': async ({ core }, actor, input) =>
    new ShownSent(
      await sendMessage(core, actor, {
        conversationId: input.conversation_id,
        clientId: input.client_id,
        content: toContent(input.content),
        replyTo: input.reply_to ?? null,
        threadId: input.thread_id ?? null,
        mentions: input.mentions ?? [],
      }),
    ),
  'messages.get': async ({ core }, actor, input) => presentMessage(await getMessage(core, actor, input.message_id)),
  'messages.edit': async ({ core }, actor, input) =>
    presentMessage(
      await editMessage(core, actor, {
        messageId: input.message_id,
        content: toContent(input.content),
        baseRev: input.base_rev,
      }),
    ),
  'messages.delete': async ({ core }, actor, input) => {
    await (input.scope === 'me' ? hideMessage : deleteMessage)(core, actor, input.message_id);
    return done;
  },
  'messages.edits': async ({ core }, actor, input) => ({
    edits: (await listEdits(core, actor, input.message_id)).map(({ rev, content, editedAt }) => ({
      rev,
      content: presentContent(content),
      edited_at: editedAt,
    })),
  }),
  'messages.forward': async ({ core }, actor, input) =>
    new ShownSent(
      await forwardMessage(core, actor, {
        messageId: input.message_id,
        toConversationId: input.to_conversation_id,
        clientId: input.client_id,
      }),
    ),
  'messages.thread': async ({ core }, actor, input) => {
    const thread = await listThread(core, actor, input.message_id, input.after_seq ?? 0, input.limit ?? 50);
    const answer = {
      root: presentMessage(thread.root),
      messages: thread.messages.map(presentMessage),
      users: thread.users.map(presentUser),
      has_more: thread.hasMore,
    };
    const messages = [thread.root, ...thread.messages];
    return withTranslations(core, actor, { wanted: input.translate_to, messages }, answer);
  },
  'messages.readers': async ({ core }, actor, input) => listReaders(core, actor, input.message_id),
  'messages.translate': async ({ core }, actor, input) => {
    const wanted = input.translate_to ?? 'me';
    const { messageId, ...found } = await translateMessage(core, actor, { messageId: input.message_id, wanted });
    return { message_id: messageId, ...found };
  },
  'messages.transcribe': async ({ core }, actor, input) => {
    const { message, jobId, reason } = await requestTranscript(core, actor, input.message_id);
    return { message: presentMessage(message), job_id: jobId, reason };
  },
  'reactions.add': async ({ core }, actor, input) =>
    presentMessage(await setReaction(core, actor, input.message_id, input.emoji, true)),
  'reactions.remove': async ({ core }, actor, input) =>
    presentMessage(await setReaction(core, actor, input.message_id, input.emoji, false)),
  'pins.add': async ({ core }, actor, input) => presentMessage(await setPin(core, actor, input.message_id, true)),
  'pins.remove': async ({ core }, actor, input) => presentMessage(await setPin(core, actor, input.message_id, false)),
  'pins.list': async ({ core }, actor, input) => {
    const messages = await listPins(core, actor, input.conversation_id);
    return {
      messages: messages.map(presentMessage),
      users: (await sendersOf(core.store, messages)).map(presentUser),
    };
  },
  'search.messages': async ({ core }, actor, input) => {
    const found = await searchMessages(core, actor, {
      query: input.query,
      conversationId: input.conversation_id,
      cursor: input.cursor,
      limit: input.limit ?? 20,
    });
    const hits = found.hits.map(({ message, snippet, score }) => ({
      message: presentMessage(message),
      snippet,
      score,
    }));
    const messages = found.hits.map((hit) => hit.message);
    const users = (await sendersOf(core.store, messages)).map(presentUser);
    const answer = { hits, users, next_cursor: found.nextCursor };
    return withTranslations(core, actor, { wanted: input.translate_to, messages }, answer);
  },
  'sync.changes': async ({ core }, actor, input) => {
    const { conversation_id: conversationId, after, limit = 200 } = input;
    const answer = await changesAfter(core, actor, { conversationId, after, limit });
    const { conversation, lastMessage, members } = answer.summary;
    const page = {
      conversation: presentConversation(conversation, lastMessage, members),
      messages: answer.messages.map(presentMessage),
      members: answer.members.map(presentMember),
      users: answer.users.map(presentUser),
      next_after: answer.nextAfter,
      has_more: answer.hasMore,
    };
    return withTranslations(core, actor, { wanted: input.translate_to, messages: answer.messages }, page);
  },
  'sync.page': async ({ core, waiter }, actor, input, caller) => {
    const since = input.since ?? null;
    const timeout = input.timeout_ms ?? 0;
    const translateTo = input.translate_to;
    if (timeout === 0 || since === null) return readSyncPage(core, actor, { since, translateTo });
    // Listening starts before the first look, so that nothing falls between the two.
    const waiting = await waiter.listen(actor, V1_EDGE, caller.via);
    try {
      const first = await syncPage(core, actor, since);
      if (tellsAnything(first)) return await showSyncPage(core, actor, first, translateTo);
      await waiting.wait(timeout, caller.signal);
      const page = await readSyncPage(core, actor, { since, translateTo });
      return { ...page, ephemeral: waiting.ephemeral() };
    } finally {
      waiting.stop();
    }
  },
  'events.ticket': async ({ core }, actor) => {
    const expiresAt = core.clock.now() + TICKET_LIFETIME;
    const claims = { userId: actor.userId, sessionId: actor.sessionId ?? '', kind: actor.kind, expiresAt };
    return { ticket: await core.tokens.sign({ ...claims, purpose: 'stream' }), expires_at: expiresAt };
  },
  'sync.acknowledge': async ({ core }, actor, input) => {
    await acknowledge(core, actor, input.token);
    return done;
  },
};

function tellsAnything(answer: Awaited<ReturnType<typeof syncPage>>): boolean {
  return (
    answer.kind === 'reset' ||
    answer.hasMore ||
    answer.me !== null ||
    answer.blocked !== null ||
    answer.users.length + answer.conversations.length + answer.left.length > 0
  );
}
