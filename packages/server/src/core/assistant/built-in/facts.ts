import { generalFacts } from './facts/general.ts';
import { programmingFacts } from './facts/programming.ts';
import { scienceFacts } from './facts/science.ts';
import type { Said } from './said.ts';

const facts = new Map<string, string>();
for (const line of [programmingFacts, scienceFacts, generalFacts].join('\n').split('\n')) {
  const [keys, ...rest] = line.split(': ');
  const answer = rest.join(': ').trim();
  if (answer !== '') for (const key of (keys ?? '').split('|')) facts.set(key.trim().toLowerCase(), answer);
}

/** How many things the engine knows a sentence about. */
export const factCount = facts.size;

const ASKING =
  /^(?:(?:what|who|where|when|why|how)(?: exactly)? (?:is|are|was|were|does|do|did)|what do you know about|tell me (?:more |something )?about|explain(?: to me)?|describe|define|meaning of|definition of|i want to (?:learn|know) about|what does|have you heard of|more about|about)\s+/;
const COMPARING =
  /^(?:(?:what is )?(?:the )?difference between (.+?) and (.+)|compare (.+?) (?:and|with|to) (.+)|(.+?) (?:vs|versus) (.+))$/;
const AFTER =
  / (?:mean|means|work|works|stand for|do|used for|good for|exactly|in simple words|in short|for beginners)$/;
const ARTICLE = /^(?:an?|the|some|programming language|language|called|it about)\s+/;

/** The sentence about what the question names: as its whole subject, or somewhere inside it. */
export function answerFact({ plain, text, now }: Said): string | undefined {
  if (
    /^(tell me )?(something interesting|an? (interesting |fun |random )?fact|something( new)?|surprise me)$/.test(plain)
  ) {
    return pickFact(now);
  }
  const pair = COMPARING.exec(plain);
  if (pair !== null) return compare(pair.slice(1).filter((name) => name !== undefined));
  const asks = ASKING.test(plain) || text.trim().endsWith('?');
  const subject = toSubject(plain);
  const exact = lookUp(subject);
  if (exact !== undefined && (asks || subject.split(' ').length <= 3)) return exact;
  return asks ? findInside(subject) : undefined;
}

function pickFact(now: number): string | undefined {
  const all = [...new Set(facts.values())];
  return all[Math.floor(now / 1_000) % all.length];
}

/** Both, one after the other: what differs is for the reader to see. */
function compare(names: readonly string[]): string | undefined {
  const found = names.map((name) => lookUp(toSubject(name)));
  return found.every((fact) => fact !== undefined) ? found.join('\n') : undefined;
}

function toSubject(plain: string): string {
  let subject = plain.replace(ASKING, '');
  for (let round = 0; round < 3; round += 1) subject = subject.replace(AFTER, '').replace(ARTICLE, '').trim();
  return subject.replace(/["“”']/g, '');
}

function lookUp(name: string): string | undefined {
  return (
    facts.get(name) ?? facts.get(name.replace(/s$/, '')) ?? facts.get(name.replace(/ (programming )?language$/, ''))
  );
}

/** The longest run of words that names something known; very short names only count as whole subjects. */
function findInside(subject: string): string | undefined {
  const words = subject
    .split(/[^\p{L}\p{N}+#.']+/u)
    .filter((word) => word !== '')
    .slice(0, 60);
  for (let length = 4; length >= 1; length -= 1) {
    for (let start = 0; start + length <= words.length; start += 1) {
      const name = words.slice(start, start + length).join(' ');
      const found = name.length > 2 ? lookUp(name) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
