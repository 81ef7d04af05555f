/** A LIKE pattern that finds the text literally, anywhere; used with `escape '!'`. */
export function literalPattern(text: string): string {
  return `%${text.replace(/[!%_]/g, (character) => `!${character}`)}%`;
}

/** The half-open range of byte-ordered texts that start with `prefix`. */
export function prefixRange(prefix: string): { from: string; to: string } {
  return { from: prefix, to: `${prefix}\u{10FFFF}` };
}
