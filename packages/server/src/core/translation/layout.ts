const PREFIX = String.raw`[ \t]*(?:[\-*+•]|\d{1,3}[.\)]|>{1,9}|#{1,6})[ \t]+`;
const EMPHASIS = ['**', '__', '~~', '||'] as const;

const prefix = new RegExp(`^${PREFIX}`, 'v');
const marks = new RegExp(String.raw`(\n+|(?<![^\n])${PREFIX}|\*\*|__|~~|\|\|)`, 'v');

/** Whether a translation has the lines of its original, each with its list mark, quote mark or heading, and its emphasis. */
export function keepsLayout(original: string, translation: string): boolean {
  const before = original.split('\n');
  const after = translation.split('\n');
  if (before.length !== after.length) return false;
  const samePrefixes = before.every((line, index) => {
    const found = prefix.exec(line)?.[0];
    return found === undefined || after[index]?.startsWith(found.trimEnd()) === true;
  });
  return samePrefixes && EMPHASIS.every((mark) => count(original, mark) === count(translation, mark));
}

/** A text in pieces: at even places what is said, at odd ones line breaks and Markdown marks. Joined, it is the text. */
export function splitAtMarks(text: string): string[] {
  return text.split(marks);
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1;
}
