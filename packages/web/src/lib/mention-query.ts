/** What is being typed after an @: where the @ stands and the letters so far. */
export interface MentionQuery {
  start: number;
  text: string;
}

const MENTION_BEFORE_CARET = /(?:^|[\s([{])@([\p{L}\p{N}._-]{0,32})$/u;

/** The mention being typed right before the caret, if any. */
export function findMentionQuery(text: string, caret: number): MentionQuery | undefined {
  const match = MENTION_BEFORE_CARET.exec(text.slice(0, caret));
  if (match === null) return undefined;
  const typed = match[1] ?? '';
  return { start: caret - typed.length - 1, text: typed };
}

/** The text with the mention completed, and where the caret stands then. */
export function completeMention(text: string, query: MentionQuery, name: string): { text: string; caret: number } {
  const before = text.slice(0, query.start);
  const after = text.slice(query.start + 1 + query.text.length);
  const inserted = `@${name} `;
  return { text: before + inserted + after.replace(/^ /, ''), caret: before.length + inserted.length };
}
