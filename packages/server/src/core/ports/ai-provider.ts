/** One thing that was said, oldest first in a list of them. */
export interface AiTurn {
  role: 'user' | 'assistant';
  text: string;
  /** Where several people talk: who said it. */
  author?: string;
  image?: AiImage;
}

export interface AiImage {
  /** Such as `image/png`. */
  mediaType: string;
  base64: string;
}

/** In tokens, as the service counted them. */
export interface AiUsage {
  input: number;
  output: number;
}

export interface AiRequest {
  /** What the assistant is to be, before anything was said. */
  system: string;
  /** The last one is the one to answer. */
  turns: readonly AiTurn[];
  /** Ends the answer: the person has gone, or it takes too long. */
  signal: AbortSignal;
  /** The asker’s own key for the provider; without it the installation’s is used. */
  ownKey?: string;
  /** Another model of the provider than the configured one. */
  model?: string;
  /** 0: always the likeliest word. */
  temperature?: number;
  /** Called once, at the end of an answer, where the service tells what it took. */
  onUsage?: (usage: AiUsage) => void;
}

/** Something that answers. What it says is untrusted text: it is shown, and never acted upon. */
export interface AiProvider {
  /** As it is named in settings, metrics and logs: `openai`. */
  readonly id: string;
  /** Whether it has a key to work with. */
  canReply(ownKey: string | undefined): boolean;
  /** The answer’s words in pieces, as they come. Throws `unavailable`, with a sentence that can be shown, when it cannot. */
  reply(request: AiRequest): AsyncIterable<string>;
}

/** A provider of language models outside of this program. */
export interface ModelProvider extends AiProvider {
  /** As people know it: `OpenAI`. */
  readonly name: string;
  /** The configured model. */
  readonly model: string;
  /** Whether people may bring their own keys. */
  readonly takesOwnKeys: boolean;
  /** Resolves once what the first question needs is loaded; it need not be called. */
  warm?(): Promise<void>;
}
