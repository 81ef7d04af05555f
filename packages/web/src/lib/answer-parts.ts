/** A piece of what a language model wrote: as it is, emphasised, or code, in a line or as a block of its own. */
export interface AnswerPart {
  kind: 'text' | 'strong' | 'code' | 'block';
  text: string;
}

// A block that is not closed yet goes to the end: so it looks while it is being written.
const MARKED = /```[^\n`]*\n(?<block>[\s\S]*?)(?:\n?```\n?|$)|`(?<code>[^`\n]+)`|\*\*(?=\S)(?<strong>[^*\n]+?)\*\*/gu;

/** Splits an answer at the few marks of Markdown that models cannot do without; all others stay as they are written. */
export function toAnswerParts(text: string): AnswerPart[] {
  const parts: AnswerPart[] = [];
  let end = 0;
  for (const match of text.matchAll(MARKED)) {
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    const { block, code, strong } = match.groups ?? {};
    if (block !== undefined) parts.push({ kind: 'block', text: block });
    else if (code !== undefined) parts.push({ kind: 'code', text: code });
    else parts.push({ kind: 'strong', text: strong ?? '' });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}
