import type { ServerFrames } from '@parlance/protocol';
import { Deadline } from '../deadline.ts';
import { ParlanceError } from '../errors.ts';
import type { Rest } from '../rest.ts';
import type { Closing, ConnectionListener, ConnectionOptions, OpenConnection } from './connection.ts';
import { toRefusal } from './refusal.ts';
import { type SseFrame, SseParser } from './sse-parser.ts';

const ANSWER_TIMEOUT_MS = 15_000;

/** Server-sent events over fetch, because a browser's EventSource can neither send a header nor wait for the cache. */
export function sseTransport(rest: Rest, translate = false): OpenConnection {
  return (options) => {
    const abort = new AbortController();
    void listen(rest, { ...options, translate }, abort).then((closing) => {
      if (!abort.signal.aborted) options.listener.onClosed(closing);
    });
    return { request: null, close: () => abort.abort() };
  };
}

type StreamOptions = ConnectionOptions & { translate: boolean };

async function listen(rest: Rest, options: StreamOptions, abort: AbortController): Promise<Closing> {
  try {
    const response = await openStream(rest, options, abort.signal);
    return await readFrames(response, options.listener, abort.signal);
  } catch (thrown) {
    return toRefusal(thrown);
  }
}

async function openStream(
  rest: Rest,
  { token, since, translate }: StreamOptions,
  signal: AbortSignal,
): Promise<Response> {
  const query = new URLSearchParams({
    ...(since === null ? {} : { since }),
    ...(translate ? { translate_to: 'me' } : {}),
  });
  const path = query.size === 0 ? '/v1/events' : `/v1/events?${query}`;
  const deadline = new Deadline(ANSWER_TIMEOUT_MS, signal);
  const response = await rest.open(path, {
    headers: { accept: 'text/event-stream' },
    token,
    signal: deadline.signal,
  });
  // Only the head of the answer has a deadline: the body is meant to last.
  deadline.meet();
  return response;
}

async function readFrames(response: Response, listener: ConnectionListener, signal: AbortSignal): Promise<Closing> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw ParlanceError.network('The event stream has no body.');
  const parser = new SseParser();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { reason: 'stream ended' };
    for (const frame of parser.push(value)) {
      if (signal.aborted) return { reason: 'closed' };
      const closing = await handleFrame(frame, listener);
      if (closing !== null) {
        await reader.cancel();
        return closing;
      }
    }
  }
}

async function handleFrame(frame: SseFrame, listener: ConnectionListener): Promise<Closing | null> {
  const name = frame.event as keyof ServerFrames;
  switch (name) {
    case 'sync':
      await listener.onPage(parse(frame, name));
      return null;
    case 'live':
      listener.onLive(parse(frame, name).token);
      return null;
    case 'event':
      listener.onEvent(parse(frame, name));
      return null;
    case 'heartbeat':
      listener.onHeartbeat(parse(frame, name).token);
      return null;
    case 'bye': {
      const { reason, retry_after_ms } = parse(frame, name);
      return { reason, retryAfterMs: retry_after_ms };
    }
    default:
      // A frame of a newer server.
      return null;
  }
}

function parse<Name extends keyof ServerFrames>(frame: SseFrame, _name: Name): ServerFrames[Name] {
  return JSON.parse(frame.data) as ServerFrames[Name];
}
