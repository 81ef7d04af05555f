import { type MentionName, toTextParts } from '../lib/text-parts.ts';

interface Props {
  text: string;
  mentions: readonly MentionName[];
  myId: string;
}

/** A message's text: always text nodes, never markup; addresses become links that give the other page nothing. */
export function RichText({ text, mentions, myId }: Props) {
  return (
    <>
      {toTextParts(text, mentions).map((part, index) => {
        if (part.kind === 'text') return part.text;
        if (part.kind === 'mention') {
          return (
            <span key={index} class={part.userId === myId ? 'mention mention-me' : 'mention'}>
              {part.text}
            </span>
          );
        }
        return (
          <a key={index} href={part.href} target="_blank" rel="noopener noreferrer">
            {part.text}
          </a>
        );
      })}
    </>
  );
}
