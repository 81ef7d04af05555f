import type { Message } from '../messages/message.ts';

/** What is written down of a voice message, in its `annotations.transcript`. */
export type Transcript =
  | { state: 'waiting'; job: string }
  | { state: 'done'; text: string; language: string | null; engine: string }
  | { state: 'failed'; reason: string };

/** The transcript of a message, or what came of it; undefined where there is none. */
export function findTranscript(annotations: Message['annotations']): Transcript | undefined {
  // Only this folder writes the field.
  return annotations.transcript as Transcript | undefined;
}
