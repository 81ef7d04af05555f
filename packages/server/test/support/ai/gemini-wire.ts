import { type AiAnswers, type AiServerRequest, toSaid, type Wire } from './wire.ts';

/** `POST /v1beta/models/{model}:generateContent` and `:streamGenerateContent?alt=sse`. */
export function geminiWire({ body, path }: AiServerRequest, answer: AiAnswers['gemini']): Wire {
  const { pieces, usage, refused } = toSaid(answer, JSON.stringify(body.contents ?? ''));
  const tokens = usage === null ? {} : { usageMetadata: toUsage(usage) };
  const head = { modelVersion: 'test', responseId: 'response-1' };
  const said = (text: string, end = false): object => {
    const reason = end ? { finishReason: 'STOP' } : {};
    return { candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0, ...reason }], ...head };
  };
  const blocked = { promptFeedback: { blockReason: 'SAFETY' }, ...tokens, ...head };
  if (!path.includes(':streamGenerateContent')) {
    return {
      status: 200,
      contentType: 'application/json',
      pieces: [JSON.stringify(refused ? blocked : { ...said(pieces.join(''), true), ...tokens })],
      failure,
      endless: { start: '{"modelVersion": "', more: 'x'.repeat(1_000) },
    };
  }
  const events = refused ? [blocked] : [...pieces.map((text) => said(text)), { ...said('', true), ...tokens }];
  return {
    status: 200,
    contentType: 'text/event-stream',
    pieces: events.map(toEvent),
    failure,
    endless: { start: toEvent(said('')), more: toEvent(said('on and on '.repeat(100))) },
  };
}

function toEvent(data: object): string {
  return `data: ${JSON.stringify(data)}\r\n\r\n`;
}

function failure(status: number): string {
  const words: Record<number, string> = { 400: 'INVALID_ARGUMENT', 429: 'RESOURCE_EXHAUSTED', 500: 'INTERNAL' };
  const message = status === 400 ? 'API key not valid. Please pass a valid API key.' : 'That did not work.';
  return JSON.stringify({ error: { code: status, message, status: words[status] ?? 'UNKNOWN' } });
}

function toUsage({ input, output }: { input: number; output: number }): object {
  return { promptTokenCount: input, candidatesTokenCount: output, totalTokenCount: input + output };
}
