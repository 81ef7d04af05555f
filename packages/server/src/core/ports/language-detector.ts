export interface LanguageDetector {
  /** The ISO 639-1 code of the language a text is in; null where it is too short or too mixed to say. */
  detect(text: string): Promise<string | null>;
}
