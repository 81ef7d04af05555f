import type { Payload } from '../support/http.ts';
import { type ClientOptions, SocketClient } from '../support/socket-client.ts';
import { waitUntil } from '../support/wait-until.ts';

/** A client as the contract has it: it connects with nothing at all. */
export class RelayClient extends SocketClient {
  static override async connect(url: string, options: ClientOptions = {}): Promise<RelayClient> {
    const client = new RelayClient(url, options);
    await client.hears('connected');
    return client;
  }
}

interface StreamEvent {
  id: string;
  event: string;
  data: Payload;
}

/** An open event stream: its headers, its events and its comment lines. */
export interface Stream {
  response: Response;
  events: StreamEvent[];
  comments: string[];
  hears(event: string, matches?: (data: Payload) => boolean): Promise<StreamEvent>;
  close(): void;
}

export async function openStream(url: string, headers: Record<string, string> = {}): Promise<Stream> {
  const abort = new AbortController();
  const response = await fetch(`${url}/api/events`, { headers, signal: abort.signal });
  const events: StreamEvent[] = [];
  const comments: string[] = [];
  const stream: Stream = {
    response,
    events,
    comments,
    hears: (event, matches = () => true) =>
      waitUntil(event, () => events.find((one) => one.event === event && matches(one.data))),
    close: () => abort.abort(),
  };
  if (response.ok && response.body !== null) void read(response.body, events, comments);
  return stream;
}

async function read(body: ReadableStream<Uint8Array>, events: StreamEvent[], comments: string[]): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of body) {
      rest += decoder.decode(chunk, { stream: true });
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) readBlock(block, events, comments);
    }
  } catch {
    // Closed by the test, or by the server that stops.
  }
}

function readBlock(block: string, events: StreamEvent[], comments: string[]): void {
  const lines = block.split('\n');
  comments.push(...lines.filter((line) => line.startsWith(':')));
  const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  const data = field('data');
  if (data !== undefined)
    events.push({ id: field('id') ?? '', event: field('event') ?? 'message', data: JSON.parse(data) });
}

/** One transparent pixel. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** A PNG with `bytes` bytes of nothing after its end. */
export function largePng(bytes: number): string {
  return Buffer.concat([Buffer.from(PNG, 'base64'), Buffer.alloc(bytes, 7)]).toString('base64');
}

/** A recording of silence: RIFF header, format, and a few samples. */
export const WAV = (() => {
  const samples = Buffer.alloc(64);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]).toString('base64');
})();
