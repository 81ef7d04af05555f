import { randomUUID } from 'node:crypto';
import type { Message } from '@parlance/protocol';
import type { Actor } from './actor.ts';

/** A recording of so many seconds in which nobody says anything: 8000 samples a second of 8 bits. */
export function makeWav(seconds: number): Uint8Array<ArrayBuffer> {
  const samples = Math.round(seconds * 8_000);
  const bytes = new Uint8Array(44 + samples).fill(128, 44);
  const view = new DataView(bytes.buffer);
  const name = (at: number, text: string): void => {
    for (const [index, letter] of [...text].entries()) view.setUint8(at + index, letter.charCodeAt(0));
  };
  name(0, 'RIFF');
  view.setUint32(4, 36 + samples, true);
  name(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8_000, true);
  view.setUint32(28, 8_000, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  name(36, 'data');
  view.setUint32(40, samples, true);
  return bytes;
}

/** Uploads a recording and answers with its media id. */
export async function uploadsRecording(actor: Actor, seconds = 1): Promise<string> {
  const response = await fetch(`${actor.url}/v1/media?file_name=voice.wav`, {
    method: 'POST',
    headers: { authorization: `Bearer ${actor.token}`, 'content-type': 'audio/wav' },
    body: makeWav(seconds),
  });
  if (response.status !== 201) throw new Error(`the upload answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}

/** Uploads a recording, sends it, and answers with the message as it was at first. */
export async function sendsRecording(
  actor: Actor,
  conversation: string,
  { seconds = 1, caption }: { seconds?: number; caption?: string } = {},
): Promise<Message> {
  const media_id = await uploadsRecording(actor, seconds);
  const content = { type: 'audio' as const, media_id, ...(caption === undefined ? {} : { text: caption }) };
  const input = { conversation_id: conversation, client_id: randomUUID(), content };
  return (await actor.calls('messages.send', input)).message;
}

/** What the message says of its transcript now. */
export async function readsTranscript(actor: Actor, messageId: string): Promise<Record<string, unknown> | undefined> {
  const { annotations } = await actor.calls('messages.get', { message_id: messageId });
  return annotations.transcript as Record<string, unknown> | undefined;
}
