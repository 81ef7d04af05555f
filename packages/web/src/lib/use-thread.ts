import type { Message, WireEvent } from '@parlance/protocol';
import { useEffect, useState } from 'preact/hooks';
import { client } from '../state/client.ts';

export interface Thread {
  /** The root and then its replies, oldest first; undefined until they were read. */
  messages: readonly Message[] | undefined;
  error: unknown;
}

const PAGE = 200;

/** Reads a whole thread once, and then follows what is said and changed in it. */
export function useThread(rootId: string): Thread {
  const [thread, setThread] = useState<Thread>({ messages: undefined, error: null });
  useEffect(() => {
    let ended = false;
    let round = 0;
    const read = () => {
      round += 1;
      const mine = round;
      // What is heard while the pages come may be newer than they are.
      setThread((before) => ({ ...before, error: null }));
      readThread(rootId).then(
        (pages) => !ended && mine === round && setThread((before) => ({ messages: merge(pages, before), error: null })),
        (error: unknown) => !ended && mine === round && setThread((before) => ({ ...before, error })),
      );
    };
    const stopEvents = client.on('event', (event) => {
      const message = toReply(event, rootId);
      if (message !== undefined) setThread((before) => ({ ...before, messages: merge([message], before) }));
      else if (event.type === 'message.hidden') setThread((before) => without(event.data.message_id, before));
    });
    // After a time without a connection.
    const stopPages = client.on('page', read);
    read();
    return () => {
      ended = true;
      stopEvents();
      stopPages();
    };
  }, [rootId]);
  return thread;
}

async function readThread(rootId: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (let after: number | undefined; ; after = messages.at(-1)?.seq) {
    const page = await client.call('messages.thread', {
      message_id: rootId,
      limit: PAGE,
      ...(after === undefined ? {} : { after_seq: after }),
    });
    if (messages.length === 0) messages.push(page.root);
    messages.push(...page.messages);
    if (!page.has_more || page.messages.length === 0) return messages;
  }
}

function toReply(event: WireEvent, rootId: string): Message | undefined {
  if (!('message' in event.data)) return undefined;
  const { message } = event.data;
  return message.id === rootId || message.thread_id === rootId ? message : undefined;
}

/** In the order of the conversation, each in its newest state. */
function merge(news: readonly Message[], { messages = [] }: Thread): Message[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  for (const message of news) {
    if ((byId.get(message.id)?.pos ?? -1) <= message.pos) byId.set(message.id, message);
  }
  return [...byId.values()].sort((one, other) => one.seq - other.seq);
}

function without(messageId: string, thread: Thread): Thread {
  const messages = thread.messages?.filter((message) => message.id !== messageId);
  return messages?.length === thread.messages?.length ? thread : { ...thread, messages };
}
