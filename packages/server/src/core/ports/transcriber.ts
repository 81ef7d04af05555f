/** Something that was said and recorded. */
export interface Recording {
  content: Uint8Array;
  /** As its content shows it, such as `audio/ogg`. */
  mediaType: string;
}

/** `retryAfter`: milliseconds, where the service asked for them. `final`: no retry can succeed. */
export type TranscriptionOutcome =
  | { text: string; language: string | null }
  | { failure: string; retryAfter: number | null; final: boolean };

/** Writes down what is said in a recording. */
export interface Transcriber {
  /** Names the service’s model. */
  readonly engine: string;
  /** false: only when somebody asks; recordings do not leave the house by themselves. */
  readonly automatic: boolean;
  /** Larger or longer recordings are not given to it. */
  readonly maximumBytes: number;
  readonly maximumSeconds: number;
  /** One try. `failure` is a sentence for people. Never throws for a fault of the network or of the service. */
  transcribe(recording: Recording, signal: AbortSignal): Promise<TranscriptionOutcome>;
}
