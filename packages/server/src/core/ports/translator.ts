/** Turns text into another language. */
export interface Translator {
  /** Names the engine and model; translations of another one are not taken for its own. */
  readonly engine: string;
  /**
   * `target` and `source` are BCP 47 tags; without `source` the engine finds out itself. undefined when it cannot
   * translate now; it never throws for a failure of the network or the service.
   */
  translate(
    text: string,
    target: string,
    source: string | null,
  ): Promise<{ text: string; source: string | null } | undefined>;
}
