import { toHighlights } from '../lib/highlights.ts';

/** A search snippet with its matches marked. */
export function Highlighted({ snippet }: { snippet: string }) {
  return (
    <>{toHighlights(snippet).map((part, index) => (part.hit ? <mark key={index}>{part.text}</mark> : part.text))}</>
  );
}
