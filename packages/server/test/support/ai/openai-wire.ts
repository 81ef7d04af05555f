import { type AiAnswers, type AiServerRequest, toSaid, type Wire } from './wire.ts';

const CREATED = 1_700_000_000;

/** `POST /v1/chat/completions`, plain or as server-sent events. */
export function chatWire({ body }: AiServerRequest, answer: AiAnswers['chat']): Wire {
  const { pieces, usage, refused } = toSaid(answer, JSON.stringify(body.messages ?? ''));
  const head = { id: 'chatcmpl-1', created: CREATED, model: body.model, system_fingerprint: 'fp_1' };
  const finish = refused ? 'content_filter' : 'stop';
  const tokens = usage === null ? {} : { usage: toUsage(usage) };
  if (body.stream !== true) {
    const message = { role: 'assistant', content: refused ? null : pieces.join(''), refusal: null };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: finish }];
    return plain({ ...head, object: 'chat.completion', choices, ...tokens });
  }
  const chunk = (delta: object, reason: string | null = null): string =>
    event({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: reason }] });
  const events = [chunk({ role: 'assistant', content: '' })];
  if (!refused) events.push(...pieces.map((content) => chunk({ content })));
  events.push(chunk({}, finish));
  if (body.stream_options?.include_usage === true && usage !== null) {
    events.push(event({ ...head, object: 'chat.completion.chunk', choices: [], ...tokens }));
  }
  events.push('data: [DONE]\n\n');
  return {
    status: 200,
    contentType: 'text/event-stream',
    pieces: events,
    failure,
    endless: { start: events[0] ?? '', more: chunk({ content: 'on and on '.repeat(100) }) },
  };
}

/** `POST /v1/moderations`; one result for each input. */
export function moderationWire({ body }: AiServerRequest, scores: readonly AiAnswers['moderations'][]): Wire {
  const results = scores.map((one) => {
    const categories = Object.fromEntries(Object.entries(one).map(([name, score]) => [name, score > 0.5]));
    return { flagged: Object.values(categories).includes(true), categories, category_scores: one };
  });
  return plain({ id: 'modr-1', model: body.model ?? 'omni-moderation-latest', results });
}

/** `POST /v1/audio/transcriptions`, in the format that was asked for. */
export function transcriptionWire({ body }: AiServerRequest, answer: AiAnswers['transcriptions']): Wire {
  const { text, language = 'english', duration = 1.5 } = answer;
  if (body.response_format === 'text') return { ...plain({}), contentType: 'text/plain', pieces: [`${text}\n`] };
  if (body.response_format !== 'verbose_json') {
    return plain({ text, usage: { type: 'duration', seconds: Math.ceil(duration) } });
  }
  const segments = [{ id: 0, start: 0, end: duration, text }];
  return plain({ task: 'transcribe', language, duration, text, segments });
}

function plain(body: object): Wire {
  return {
    status: 200,
    contentType: 'application/json',
    pieces: [JSON.stringify(body)],
    failure,
    endless: { start: '{"id": "', more: 'x'.repeat(1_000) },
  };
}

function failure(status: number): string {
  const kinds: Record<number, object> = {
    401: { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' },
    429: { message: 'Rate limit reached.', type: 'requests', code: 'rate_limit_exceeded' },
  };
  return JSON.stringify({ error: { message: 'The server had an error.', type: 'server_error', ...kinds[status] } });
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function toUsage({ input, output }: { input: number; output: number }): object {
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}
