import { findTranscript } from '../transcription/transcript.ts';
import type { Message } from './message.ts';

/** What a message is found by: its text or caption, and what is said in its recording. Nothing of what the server says. */
export function searchableText({ content, annotations }: Pick<Message, 'content' | 'annotations'>): string {
  if (content === null || content.type === 'system') return '';
  const text = content.text ?? '';
  const transcript = findTranscript(annotations);
  const spoken = transcript?.state === 'done' ? transcript.text : '';
  if (spoken === '') return text;
  return text === '' ? spoken : `${text}\n${spoken}`;
}
