import type { Message } from '../messages/message.ts';

/** What of a message can be translated: what a person wrote in it. null: nothing. */
export function textToTranslate({ content }: Message): string | null {
  if (content === null || content.type === 'system') return null;
  return content.text === undefined || content.text.trim() === '' ? null : content.text;
}
