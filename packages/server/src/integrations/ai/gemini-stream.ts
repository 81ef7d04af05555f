import { unavailable } from '../../core/ports/unavailable.ts';

/** Longest line of an answer, in characters; a longer one is no answer of this service. */
const LONGEST_LINE = 1_000_000;

/** The texts of a stream of server-sent events, each of whose data is one JSON `GenerateContentResponse`. */
export async function* readGeminiStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let buffered = '';
  for await (const chunk of body) {
    buffered += decoder.decode(chunk, { stream: true });
    if (buffered.length > LONGEST_LINE) throw notUnderstood();
    const lines = buffered.split(/\r?\n/);
    buffered = lines.pop() ?? '';
    for (const line of lines) yield* readLine(line);
  }
  yield* readLine(buffered + decoder.decode());
}

function* readLine(line: string): Generator<string> {
  if (!line.startsWith('data:')) return;
  let event: unknown;
  try {
    event = JSON.parse(line.slice('data:'.length));
  } catch {
    throw notUnderstood();
  }
  const { candidates, promptFeedback } = event as { candidates?: unknown; promptFeedback?: { blockReason?: unknown } };
  if (typeof promptFeedback?.blockReason === 'string') {
    throw unavailable('Google Gemini refused to answer this message.', 0);
  }
  const [first] = Array.isArray(candidates) ? (candidates as { content?: { parts?: unknown } }[]) : [];
  const parts = first?.content?.parts;
  if (!Array.isArray(parts)) return;
  for (const part of parts as { text?: unknown; thought?: unknown }[]) {
    if (typeof part.text === 'string' && part.text !== '' && part.thought !== true) yield part.text;
  }
}

function notUnderstood(): Error {
  return unavailable('Google Gemini’s answer was not understood.', 30_000);
}
