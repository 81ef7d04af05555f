/** What a translation is kept under. The text itself is not: an edit has another hash, and so another entry. */
export interface TranslationKey {
  /** SHA-256 of the original. */
  textHash: string;
  /** As it was asked for; an empty text where the engine was to find out. */
  source: string;
  target: string;
  engine: string;
}

export interface StoredTranslation extends TranslationKey {
  text: string;
  /** The language the engine found the original to be in. */
  foundSource: string | null;
  createdAt: number;
}

export interface TranslationReader {
  find(key: TranslationKey): Promise<StoredTranslation | undefined>;
  /** All translations of these texts by one engine, in any language. */
  findAll(textHashes: readonly string[], engine: string): Promise<StoredTranslation[]>;
}

export interface TranslationStore extends TranslationReader {
  /** Nothing happens where the key is known. */
  put(translation: StoredTranslation): Promise<void>;
  /** Forgets every translation of a text. */
  remove(textHash: string): Promise<void>;
  /**
   * Notes that a translation is being made, until `until`. false: it is there, or somebody else makes it and has not run
   * out of time. Times in epoch milliseconds.
   */
  claim(key: TranslationKey, times: { now: number; until: number }): Promise<boolean>;
  release(key: TranslationKey): Promise<void>;
}
