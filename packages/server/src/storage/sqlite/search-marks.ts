import type { SearchTrait } from '../../core/search/search-store.ts';

/**
 * What the search index holds of a message beside its words: who sent it, where, and what it is other than text. A mark
 * begins with a sign that no token holds (core/search/tokens.ts), so that it is found like a word and by no word.
 */
export const marks = { sender: '§s', conversation: '§c', type: '§t' } as const;

const types: ReadonlySet<SearchTrait> = new Set(['image', 'audio', 'video', 'file']);

/** Any of these senders, or conversations, as an expression of the index. */
export function anyOf(kind: 'sender' | 'conversation', ids: readonly string[]): string {
  return `(${ids.map((id) => `"${marks[kind]}${id.replaceAll('-', '')}"`).join(' OR ')})`;
}

/** The expressions for those traits that are marked. */
export function markedTraits(traits: readonly SearchTrait[]): string[] {
  return traits.filter((trait) => types.has(trait)).map((trait) => `"${marks.type}${trait}"`);
}
