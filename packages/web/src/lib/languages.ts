import { locale } from '../strings/strings.ts';

const names = new Intl.DisplayNames([locale], { type: 'language' });

/** "Spanish" for `es`; the tag itself where it has no name. */
export function toLanguageName(tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Tags from a line with commas or spaces between them, each once. */
export function toLanguageTags(line: string): string[] {
  return [...new Set(line.split(/[\s,;]+/u).filter((tag) => tag !== ''))];
}
