import { failTranscript, type TranscriptionTask, transcribeMessage } from '../core/transcription/transcribe-message.ts';
import type { JobHandler } from './handler.ts';

const toTask = ({ messageId, mediaId }: Record<string, unknown>): TranscriptionTask => ({
  messageId: String(messageId),
  mediaId: String(mediaId),
});

/** `media.transcribe`: a voice message is written down, exactly once. */
export const transcribeMedia: JobHandler = {
  run: (core, payload, context) => transcribeMessage(core, toTask(payload), context),
  gaveUp: (core, tx, payload, reason) => failTranscript(core, tx, toTask(payload), reason),
  // Beyond the longest TRANSCRIPTION_TIMEOUT, which ends a try with a better reason.
  timeout: 330_000,
  attempts: 5,
};
