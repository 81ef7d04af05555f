export interface ModerationScore {
  /** 0 (harmless) to 1 (certainly toxic). */
  score: number;
  /** What was found, by name, each from 0 to 1. Only those above 0. */
  categories: Readonly<Record<string, number>>;
}

/** Says how toxic a text is. */
export interface Moderator {
  readonly engine: string;
  /** undefined when it cannot say now; it never throws for a failure of the network or the service. */
  score(text: string): Promise<ModerationScore | undefined>;
}
