import type { IncomingHttpHeaders } from 'node:http';

export type AiService = 'chat' | 'moderations' | 'transcriptions' | 'gemini' | 'libretranslate';

/** One request as it arrived. */
export interface AiServerRequest {
  service: AiService;
  method: string;
  /** With its query. */
  path: string;
  headers: IncomingHttpHeaders;
  /** Parsed JSON; of a form its fields, a file among them as `{ name, type, bytes }`. */
  // biome-ignore lint/suspicious/noExplicitAny: the request as it came over the wire, which tests look into.
  body: any;
}

/** What a model says: a text goes out word by word, pieces as they are. */
export type ModelAnswer =
  | string
  | readonly string[]
  | {
      pieces: readonly string[];
      /** Tokens of the question and of the answer; null: the service does not tell. */
      usage?: { input: number; output: number } | null;
      /** The service refuses to answer, for reasons of safety. */
      refused?: boolean;
    };

/** What each service can be told to answer. */
export interface AiAnswers {
  chat: ModelAnswer;
  gemini: ModelAnswer;
  /** Scores by category, from 0 to 1, for the text in question. */
  moderations: Readonly<Record<string, number>>;
  transcriptions: { text: string; language?: string; duration?: number };
  /** A translation and the language it was found to be from. */
  libretranslate: { text: string; source?: string };
}

/** How an answer goes over the wire, before anything is made to go wrong with it. */
export interface Wire {
  status: number;
  contentType: string;
  /** One event each of a stream; the whole body otherwise. */
  pieces: string[];
  /** The error bodies of this service. */
  failure(status: number): string;
  /** A body of this form that never ends: how it begins, and what follows again and again. */
  endless: { start: string; more: string };
}

export function isStream(wire: Wire): boolean {
  return wire.contentType === 'text/event-stream';
}

export interface SaidByModel {
  pieces: readonly string[];
  usage: { input: number; output: number } | null;
  refused: boolean;
}

/** Without figures of its own: a token a word. */
export function toSaid(answer: ModelAnswer, question: string): SaidByModel {
  if (typeof answer === 'object' && 'pieces' in answer) {
    const { pieces, usage = count(question, pieces), refused = false } = answer;
    return { pieces, usage, refused };
  }
  const pieces = typeof answer === 'string' ? (answer.match(/\S+\s*/g) ?? []) : answer;
  return { pieces, usage: count(question, pieces), refused: false };
}

function count(question: string, pieces: readonly string[]): { input: number; output: number } {
  return { input: question.split(/\s+/).length, output: Math.max(1, pieces.length) };
}
