import { failTranscript, type TranscriptionTask, transcribeMessage } from '../core/transcription/transcribe-message.ts';
import type { JobHandler } from './handler.ts';

const toTask = ({ messageId, mediaId, userId }: Record<string, unknown>): TranscriptionTask => ({
  messageId: String(messageId),
  mediaId: String(mediaId),
  userId: String(userId),
});

/** `media.transcribe`: a voice message is written down, exactly once. */
export const transcribeMedia: JobHandler = {
  run: (core, payload, context) => transcribeMessage(core, toTask(payload), context),
  gaveUp: (core, tx, payload, reason) => failTranscript(core, tx, toTask(payload), reason),
  // Beyond the longest TRANSCRIPTION_TIMEOUT, which ends a try with a better reason.
  timeout: 330_000,
  // Spread over a quarter of an hour, in which most services are well again.
  attempts: 10,
};
