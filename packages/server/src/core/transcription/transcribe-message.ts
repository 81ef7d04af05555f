import { type Reservation, reserveBudget, settleBudget } from '../ai/budget.ts';
import type { CoreContext } from '../context.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { CoreError } from '../errors.ts';
import { changeMessage } from '../messages/change-message.ts';
import type { MediaContent, Message } from '../messages/message.ts';
import { judge, policyOf } from '../moderation/policy.ts';
import { scoreCategories } from '../moderation/score-by-words.ts';
import { JobFault } from '../outbox/job-fault.ts';
import type { Recording, Transcriber } from '../ports/transcriber.ts';
import type { Reader, Transaction } from '../store.ts';
import { measureAudio } from './measure-audio.ts';
import { refusalOf } from './plan-transcript.ts';
import { findTranscript, type Transcript } from './transcript.ts';

/** Which recording of which message: an edit can have given it another one. */
export interface TranscriptionTask {
  messageId: string;
  mediaId: string;
  /** Whose budget is charged: whoever wanted it written down. */
  userId: string;
}

interface Run {
  signal: AbortSignal;
  progress(fraction: number, note?: string): void;
  complete(tx: Transaction): Promise<void>;
}

/** As long as a message can be, in characters. */
const LONGEST_TEXT = 20_000;

const NOT_SHOWN: Transcript = {
  state: 'failed',
  reason: 'What is said is not written down, because this conversation would not show it as a text.',
};

const BUDGET_USED_UP = 'The monthly budget for outside services is used up; ask again when it renews.';

/**
 * Writes down what a voice message says, and keeps that with the message; does nothing where the message is gone, has
 * another recording or is written down already. Throws `JobFault` with a sentence for people.
 */
export async function transcribeMessage(core: CoreContext, task: TranscriptionTask, run: Run): Promise<void> {
  const found = await findRecording(core.store, task);
  if (found === undefined || findTranscript(found.message.annotations)?.state === 'done') return;
  if (core.transcriber === undefined) {
    throw new JobFault('No transcription service is configured on this server.', { final: true });
  }
  const keep = (transcript: Transcript): Promise<void> =>
    core.store.transaction(async (tx) => {
      await run.complete(tx);
      await putTranscript(core, tx, task, transcript);
    });
  run.progress(0.1, 'reading the recording');
  const recording = await readRecording(core, core.transcriber, found.content);
  // Nothing that an operator could do anything about: the job is done, not dead.
  if ('refusal' in recording) return keep({ state: 'failed', reason: recording.refusal });
  const reservation = await chargeBudget(core, task.userId);
  // Everybody sees it with the message, so it does not say whose budget.
  if (reservation === 'used up') return keep({ state: 'failed', reason: BUDGET_USED_UP });
  run.progress(0.3, 'waiting for the transcription service');
  const outcome = await core.transcriber.transcribe(recording, run.signal);
  if ('failure' in outcome) {
    if (reservation !== undefined) await settleBudget(core, reservation, null);
    throw new JobFault(outcome.failure, outcome);
  }
  const text = toPlainText(outcome.text);
  const language = outcome.language ?? (text === '' ? null : await core.languages.detect(text));
  return keep({ state: 'done', text, language, engine: core.transcriber.engine });
}

/** Counts a call before it is made. */
async function chargeBudget(core: CoreContext, userId: string): Promise<Reservation | 'used up' | undefined> {
  if (core.ai === undefined) return undefined;
  try {
    return await reserveBudget(core, core.ai, { userId, ownKey: false, inputTokens: 0 });
  } catch (fault) {
    if (!(fault instanceof CoreError)) throw fault;
    return 'used up';
  }
}

/** Says with the message that it was not written down, and why. */
export function failTranscript(core: CoreContext, tx: Transaction, task: TranscriptionTask, reason: string | null) {
  const transcript: Transcript = { state: 'failed', reason: reason ?? 'The recording could not be transcribed.' };
  return putTranscript(core, tx, task, transcript);
}

async function putTranscript(core: CoreContext, tx: Transaction, task: TranscriptionTask, transcript: Transcript) {
  const found = await findRecording(tx, task);
  // Deleted or edited meanwhile: nothing of it is kept.
  if (found === undefined || findTranscript(found.message.annotations)?.state === 'done') return;
  const { message } = found;
  const conversation = await tx.conversations.find(message.conversationId);
  const isShown =
    transcript.state !== 'done' || conversation === undefined || isAllowed(core, conversation, transcript.text);
  const annotations = { ...message.annotations, transcript: isShown ? transcript : NOT_SHOWN };
  await changeMessage(core, tx, { userId: message.senderId }, message, { annotations }, 'message.annotated');
}

/** Whether the policy of the conversation would let somebody write this; a flag alone keeps nothing back. */
function isAllowed(core: CoreContext, conversation: Conversation, text: string): boolean {
  const policy = policyOf(core.settings, conversation);
  const judgement = policy === null ? undefined : judge(policy, scoreCategories(text));
  return judgement === undefined || judgement.action === 'flag';
}

async function findRecording(
  reader: Reader | Transaction,
  { messageId, mediaId }: TranscriptionTask,
): Promise<{ message: Message; content: MediaContent } | undefined> {
  const message = await reader.messages.find(messageId);
  const content = message?.content;
  if (message === undefined || content?.type !== 'audio' || content.mediaId !== mediaId) return undefined;
  return { message, content };
}

async function readRecording(
  core: CoreContext,
  transcriber: Transcriber,
  said: MediaContent,
): Promise<Recording | { refusal: string }> {
  const { mediaId, mediaType = 'audio/mpeg', bytes = 0 } = said;
  const refusal = refusalOf(transcriber, said);
  if (refusal !== undefined) return { refusal };
  const stream = await core.blobs.open(mediaId, { start: 0, end: bytes - 1 });
  if (stream === undefined) return { refusal: 'The recording is gone.' };
  const content = new Uint8Array(bytes);
  let at = 0;
  for await (const chunk of stream) {
    content.set(chunk.subarray(0, bytes - at), at);
    at += chunk.length;
  }
  const seconds = measureAudio(content, mediaType);
  if (seconds !== undefined && seconds > transcriber.maximumSeconds) {
    const length = `${Math.round(seconds)} seconds long`;
    return { refusal: `The recording is ${length}; at most ${transcriber.maximumSeconds} are transcribed.` };
  }
  return { content, mediaType };
}

/** What comes from outside may hold what no message may: NUL characters, halves of surrogate pairs, endless texts. */
function toPlainText(text: string): string {
  const plain = text.replaceAll('\0', '').toWellFormed().trim();
  return plain.length <= LONGEST_TEXT ? plain : `${plain.slice(0, LONGEST_TEXT - 1).toWellFormed()}…`;
}
