import type { Problem } from '@parlance/protocol';
import { FrameLog } from './frame-log.ts';
import type { Listener, ListenOptions } from './listener.ts';
import { Refused } from './rest.ts';
import { waitUntil } from './wait-until.ts';

/** Opens the event stream and returns once it is live; throws `Refused` when the server refuses. */
export async function openSseListener(url: string, token: string, options: ListenOptions = {}): Promise<Listener> {
  const log = new FrameLog(options.onFrame);
  const abort = new AbortController();
  const query = new URLSearchParams({
    ...(options.since === undefined ? {} : { since: options.since }),
    ...(options.translateTo === undefined ? {} : { translate_to: options.translateTo }),
  });
  const search = query.size === 0 ? '' : `?${query}`;
  const response = await fetch(`${url}/v1/events${search}`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    signal: abort.signal,
  });
  if (!response.ok || response.body === null) throw new Refused('events', (await response.json()) as Problem);
  const reading = readStream(response.body, log);
  try {
    await waitUntil('a live event stream', () => {
      if (log.ended !== undefined) throw new Error(`the stream ended: ${log.ended.reason}`);
      return log.isLive;
    });
  } catch (error) {
    abort.abort();
    throw error;
  }
  return {
    log,
    close: async () => {
      abort.abort();
      await reading;
    },
  };
}

async function readStream(body: ReadableStream<Uint8Array>, log: FrameLog): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of body) {
      rest += decoder.decode(chunk, { stream: true });
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) readBlock(block, log);
    }
    log.ended = { reason: 'the server ended the stream' };
  } catch (error) {
    log.ended = { reason: String(error) };
  }
}

/** One `event: … data: … id: …` block; comments (lines that begin with a colon) keep the line open and say nothing. */
function readBlock(block: string, log: FrameLog): void {
  let name = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) name = line.slice(6).trim();
    if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
  }
  if (data.length > 0) log.add(name, JSON.parse(data.join('\n')));
}
