import type { CoreContext } from '../context.ts';
import type { Content, MediaContent } from '../messages/message.ts';
import type { Transcriber } from '../ports/transcriber.ts';
import type { Transaction } from '../store.ts';
import type { Transcript } from './transcript.ts';

/** Behind pushes and answers, which somebody waits for, and before what only tidies up. */
const PRIORITY = 120;

interface Said {
  messageId: string;
  senderId: string;
  content: Content | null;
}

/** What a message with this content says of its transcript at first; undefined where nothing is written down by itself. */
export async function planTranscript(core: CoreContext, tx: Transaction, said: Said): Promise<Transcript | undefined> {
  const { transcriber } = core;
  if (said.content?.type !== 'audio' || transcriber?.automatic !== true) return undefined;
  const reason = refusalOf(transcriber, said.content);
  if (reason !== undefined) return { state: 'failed', reason };
  return enqueueTranscript(tx, { ...said, content: said.content, priority: PRIORITY });
}

export async function enqueueTranscript(
  tx: Transaction,
  { messageId, senderId, content, priority }: Said & { content: MediaContent; priority: number },
): Promise<Transcript> {
  const payload = { messageId, mediaId: content.mediaId, userId: senderId };
  return {
    state: 'waiting',
    job: await tx.enqueue({ kind: 'media.transcribe', payload, priority, ownerId: senderId }),
  };
}

/** Why the service would not be given this recording; undefined where it would. */
export function refusalOf(transcriber: Transcriber, { bytes = 0 }: MediaContent): string | undefined {
  if (bytes <= transcriber.maximumBytes) return undefined;
  return `The recording has ${bytes} bytes; at most ${transcriber.maximumBytes} are transcribed.`;
}
