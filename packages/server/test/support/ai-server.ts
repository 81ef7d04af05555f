import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AiFault, sendFaulty } from './ai/faults.ts';
import { geminiWire } from './ai/gemini-wire.ts';
import { libretranslateWire } from './ai/libretranslate-wire.ts';
import { chatWire, moderationWire, transcriptionWire } from './ai/openai-wire.ts';
import { Pace } from './ai/pace.ts';
import { findService, readRequest } from './ai/read-request.ts';
import type { AiAnswers, AiServerRequest, AiService, Wire } from './ai/wire.ts';

export type { AiFault } from './ai/faults.ts';
export type { ModelAnswer } from './ai/wire.ts';

/** undefined: as at the beginning. What it returns is waited for. */
type Answerer<S extends AiService> = (
  request: AiServerRequest,
) => AiAnswers[S] | undefined | Promise<AiAnswers[S] | undefined>;

interface Misbehaviour {
  fault: AiFault;
  /** How many answers are still to go wrong. */
  times: number;
  retryAfter: string;
}

/** A local server that speaks the wire formats of OpenAI, Gemini and LibreTranslate. */
export interface AiServer {
  /** `http://127.0.0.1:port` */
  url: string;
  /** For OPENAI_BASE_URL and everything of its shape. */
  openaiBaseUrl: string;
  /** For GEMINI_BASE_URL. */
  geminiBaseUrl: string;
  /** For LIBRETRANSLATE_URL. */
  libreBaseUrl: string;
  /** What it was asked, in order. Empty it with `splice(0)`. */
  readonly requests: AiServerRequest[];
  /** What it was asked of one service. */
  requestsTo(service: AiService): AiServerRequest[];
  /** Bytes of answers that were handed to the network. */
  readonly bytesSent: number;
  /** From now on this service answers so; null: as at the beginning. */
  answerWith<S extends AiService>(service: S, answerer: Answerer<S> | null): void;
  /** From now on (or `times` times) this service has this fault; null: it works. `retryAfter` is for `rate-limited`. */
  misbehave(service: AiService, fault: AiFault | null, options?: { times?: number; retryAfter?: string }): void;
  /** Answers stop before each word (a plain answer: before its body) until `step` or `release` lets them through. */
  hold(): void;
  /** Lets so many pieces through: words of streams, or whole plain answers. */
  step(pieces?: number): void;
  /** Lets everything through, now and later. */
  release(): void;
  /** As at the beginning: no requests, no faults, first answers, nothing held. */
  reset(): void;
  close(): Promise<void>;
}

/**
 * On a free port of this machine. Unless told otherwise models repeat what was said to them, translations are
 * `[target] text`, moderation finds nothing, and every recording says “Hello from the recording.”.
 */
export async function startAiServer(): Promise<AiServer> {
  const requests: AiServerRequest[] = [];
  const faults = new Map<AiService, Misbehaviour>();
  const answerers = new Map<AiService, Answerer<AiService>>();
  const pace = new Pace();
  let bytesSent = 0;
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  server.on('connection', (socket) => {
    socket.on('close', () => {
      bytesSent += socket.bytesWritten;
    });
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const service = findService(incoming.url ?? '');
    if (service === undefined) {
      response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"error":"no such path"}');
      return;
    }
    const request = await readRequest(incoming, service);
    requests.push(request);
    const fault = takeFault(service);
    const answerer = answerers.get(service);
    const wire = await makeWire(request, async (one) => (await answerer?.(one)) ?? firstAnswer(one));
    if (fault === undefined) await pace.send(response, wire);
    else await sendFaulty(response, wire, fault);
  }

  function takeFault(service: AiService): Misbehaviour | undefined {
    const fault = faults.get(service);
    if (fault === undefined) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) faults.delete(service);
    return fault;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api: AiServer = {
    url,
    openaiBaseUrl: `${url}/v1`,
    geminiBaseUrl: url,
    libreBaseUrl: url,
    requests,
    requestsTo: (service) => requests.filter((one) => one.service === service),
    get bytesSent() {
      return bytesSent;
    },
    answerWith(service, answerer) {
      if (answerer === null) answerers.delete(service);
      else answerers.set(service, answerer);
    },
    misbehave(service, fault, { times = Number.POSITIVE_INFINITY, retryAfter = '1' } = {}) {
      if (fault === null) faults.delete(service);
      else faults.set(service, { fault, times, retryAfter });
    },
    hold: () => pace.hold(),
    step: (pieces = 1) => pace.step(pieces),
    release: () => pace.release(),
    reset() {
      requests.length = 0;
      faults.clear();
      answerers.clear();
      pace.release();
    },
    async close() {
      pace.release();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return api;
}

async function makeWire(
  request: AiServerRequest,
  answerer: (one: AiServerRequest) => Promise<AiAnswers[AiService]>,
): Promise<Wire> {
  switch (request.service) {
    case 'chat':
      return chatWire(request, (await answerer(request)) as AiAnswers['chat']);
    case 'gemini':
      return geminiWire(request, (await answerer(request)) as AiAnswers['gemini']);
    case 'transcriptions':
      return transcriptionWire(request, (await answerer(request)) as AiAnswers['transcriptions']);
    case 'libretranslate':
      return libretranslateWire(request, (await answerer(request)) as AiAnswers['libretranslate']);
    case 'moderations': {
      const inputs: unknown[] = Array.isArray(request.body.input) ? request.body.input : [request.body.input];
      const asked = inputs.map((input) => answerer({ ...request, body: { ...request.body, input } }));
      return moderationWire(request, (await Promise.all(asked)) as AiAnswers['moderations'][]);
    }
  }
}

function firstAnswer({ service, body }: AiServerRequest): AiAnswers[AiService] {
  switch (service) {
    case 'chat': {
      const said = textOf(body.messages?.at(-1)?.content);
      return translationOf(textOf(body.messages?.[0]?.content), said) ?? `You said: ${said}`;
    }
    case 'gemini': {
      const said = textOf(body.contents?.at(-1)?.parts);
      return translationOf(textOf(body.systemInstruction?.parts), said) ?? `You said: ${said}`;
    }
    case 'moderations':
      return { harassment: 0.01, violence: 0.001 };
    case 'transcriptions':
      return { text: 'Hello from the recording.' };
    case 'libretranslate':
      return { text: `[${body?.target}] ${body?.q}`, source: 'en' };
  }
}

/** What a model makes of being told to translate. */
function translationOf(instructions: string, text: string): string[] | undefined {
  const target = /into the language with the tag “([^”]+)”/.exec(instructions)?.[1];
  if (target === undefined) return undefined;
  return [JSON.stringify({ translation: `[${target}] ${text}`, source: 'en' })];
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts: { text?: unknown }[] = Array.isArray(content) ? content : [];
  return parts.map(({ text }) => (typeof text === 'string' ? text : '')).join('');
}
