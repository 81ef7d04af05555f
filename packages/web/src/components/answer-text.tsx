import { toAnswerParts } from '../lib/answer-parts.ts';
import { RichText } from './rich-text.tsx';

/** What an assistant wrote: text nodes, never markup of its own, with code and emphasis set apart. */
export function AnswerText({ text }: { text: string }) {
  return (
    <>
      {toAnswerParts(text).map((part, index) => {
        if (part.kind === 'block') {
          return (
            <pre key={index} dir="ltr">
              <code>{part.text}</code>
            </pre>
          );
        }
        if (part.kind === 'code') return <code key={index}>{part.text}</code>;
        if (part.kind === 'strong') return <strong key={index}>{part.text}</strong>;
        return <RichText key={index} text={part.text} mentions={[]} myId="" />;
      })}
    </>
  );
}
