import type { AiTurn } from '../../ports/ai-provider.ts';
import { contentWords, quote, type Said } from './said.ts';
import { NOT_KNOWN } from './unknown.ts';

const SENTENCES = 5;

/** Questions about the chat itself: what it was about, what is still open, who was mentioned. */
export function answerSummary(said: Said): string | undefined {
  const { plain, turns } = said;
  if (
    /^(summari[sz]e( (this|the|our) (chat|conversation|discussion|group|messages?))?|sum (it|this|everything) up|(give me |make )?a summary( of (this|the|our) (chat|conversation|discussion))?|summary|tl;?dr|what (did|have) we (talk(ed)?|discuss(ed)?|speak|spoken)( about)?( so far)?|what (is|was) (this|the) (chat|conversation) about|what did i miss)$/.test(
      plain,
    )
  ) {
    return summarise(turns);
  }
  if (
    /^((what|which) (questions|points)( are| is)?( still)? (open|unanswered|left)|(list |show )?(the )?(open|unanswered) questions|what is (still )?open)$/.test(
      plain,
    )
  ) {
    return tellOpenQuestions(turns);
  }
  if (
    /^(who (has )?mentioned me|was i mentioned|am i mentioned|did (anyone|anybody|someone|somebody) mention me|where (was|am) i mentioned|(list |show )?(me )?my mentions|who (needs|wants|asked for|called) me|what is (there )?for me)$/.test(
      plain,
    )
  ) {
    return tellOwnMentions(said);
  }
  if (
    /^(who (was|is|were|has been) mentioned|(list |show )?(me )?(what are )?(the |all )?mentions|who did (i|we) mention)$/.test(
      plain,
    )
  ) {
    return tellMentions(turns);
  }
  const first = /^what (was|is) (the|my) (first|last|previous) (message|question|thing i said)$/.exec(plain)?.[3];
  if (first === undefined) return undefined;
  const one = first === 'first' ? said.earlier.at(0) : said.earlier.at(-1);
  return one === undefined ? 'You have not said anything before this.' : `Your ${first} message was ${quote(one)}.`;
}

/** What is said to the assistant about the chat says nothing of the chat. */
const ABOUT_CHAT = /^(summari[sz]e|sum (it|this)|tl;?dr|give me a summary|help$)/i;

/** The sentences whose words come up most in the whole chat, in the order they were said. */
function summarise(turns: readonly AiTurn[]): string {
  const sentences = turns
    .filter((turn) => turn.role === 'user' && !ABOUT_CHAT.test(turn.text))
    .flatMap((turn) =>
      turn.text
        .split(/(?<=[.!?\n])\s+/)
        .map((text) => ({ text: text.trim(), author: turn.author, words: contentWords(text) })),
    )
    .filter((sentence) => sentence.words.length > 0);
  if (sentences.length === 0) return 'There is nothing to sum up yet: this chat has just begun.';
  const counts = new Map<string, number>();
  for (const { words } of sentences) for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const scored = sentences.map((sentence, index) => ({
    ...sentence,
    index,
    score: scoreOf(sentence.words, counts) * weightOf(sentence.text),
  }));
  const unique = scored.filter((one, index) => scored.findIndex((other) => other.text === one.text) === index);
  const best = unique.toSorted((a, b) => b.score - a.score || a.index - b.index).slice(0, SENTENCES);
  const lines = best
    .toSorted((a, b) => a.index - b.index)
    .map(({ author, text }) => `- ${author === undefined ? '' : `${author}: `}${quote(text)}`);
  const topics = [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, 5)
    .map(([word]) => word);
  const people = turns.filter((turn) => turn.role === 'user').length;
  return [
    `${people} ${people === 1 ? 'message' : 'messages'} so far, about ${topics.join(', ')}. The main points:`,
    ...lines,
  ].join('\n');
}

/** Who tells something says more than who asks. */
function weightOf(text: string): number {
  return /[?？؟]$/.test(text) ? 0.5 : 1;
}

function scoreOf(words: readonly string[], counts: ReadonlyMap<string, number>): number {
  const sum = words.reduce((total, word) => total + (counts.get(word) ?? 0), 0);
  // Divided by the root, so that neither one-word nor endless sentences always win.
  return sum / Math.sqrt(words.length);
}

/** Questions nobody reacted to, or that the assistant had no answer for. */
function tellOpenQuestions(turns: readonly AiTurn[]): string {
  const open = turns.filter((turn, index) => {
    if (turn.role !== 'user' || !turn.text.trim().endsWith('?')) return false;
    const next = turns[index + 1];
    if (next === undefined) return true;
    // Somebody else went on talking: that counts as a reaction. The same person going on does not.
    if (next.role === 'user') return next.author === turn.author;
    return next.text.startsWith(NOT_KNOWN);
  });
  if (open.length === 0) return 'I see no open questions in this chat.';
  const lines = open
    .slice(-10)
    .map((turn) => `- ${turn.author === undefined ? '' : `${turn.author}: `}${quote(turn.text)}`);
  return `Still open:\n${lines.join('\n')}`;
}

function tellMentions(turns: readonly AiTurn[]): string {
  const counts = new Map<string, number>();
  for (const { text, role } of turns) {
    // What she says herself only repeats what others said.
    if (role !== 'user') continue;
    for (const [, name] of text.matchAll(/(?<![\w@.])@([A-Za-z0-9][A-Za-z0-9._-]{0,31})/g)) {
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  if (counts.size === 0) return 'Nobody was mentioned in this chat.';
  const list = [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, 20);
  return `Mentioned: ${list.map(([name, count]) => `@${name} (${count})`).join(', ')}.`;
}

/** The newest messages that name the person who asks. */
function tellOwnMentions({ turns, asker }: Said): string {
  const names = asker.filter((name) => name !== '').map((name) => name.toLowerCase());
  const found = turns.filter(({ role, text, author }) => {
    const plain = text.toLowerCase();
    const isOwn = author === undefined || names.includes(author.toLowerCase());
    return role === 'user' && !isOwn && names.some((name) => plain.includes(`@${name}`));
  });
  if (found.length === 0) return 'I see no message in this chat that mentions you.';
  const lines = found.slice(-10).map(({ author, text }) => `- ${author ?? 'Somebody'}: ${quote(text)}`);
  return `You were mentioned ${found.length === 1 ? 'once' : `${found.length} times`}:\n${lines.join('\n')}`;
}
