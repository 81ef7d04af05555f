import { contentWords, quote, type Said, toPlain } from './said.ts';

/** How an answer begins that is none; the list of open questions looks for it. */
export const NOT_KNOWN = 'I do not know';

const BEYOND: readonly [RegExp, string][] = [
  [/\b(weather|forecast|temperature|rain|sunny)\b/, 'the weather: I have no connection to the outside'],
  [
    /\b(news|headlines|stock price|share price|exchange rate|bitcoin price|score of)\b/,
    'what is happening now: I have no connection to the outside',
  ],
  [
    /\b(usd|eur|gbp|dollars?|euros?|pounds sterling|yen|rupees|francs?) (in|to|into) (usd|eur|gbp|dollars?|euros?|yen|rupees|francs?)\b/,
    'the rates of currencies: I have no connection to the outside',
  ],
  [/^(translate|how do you say|how do i say)\b/, 'translations: only a language model can do those well'],
  [
    /^(write|compose|draft|generate|create|make) (me |us )?(a|an|some|the) (poem|story|essay|song|letter|email|e-mail|code|program|function|script|article|speech|picture|image)\b/,
    'how to write longer texts or code, or make pictures: that takes a language model',
  ],
  [/^(search|google|look up|browse|open|download)\b/, 'what stands on the internet: I cannot reach it'],
  [
    /^(call|phone|send|buy|order|book|remind|set an alarm|wake me|play)\b/,
    'how to act for you: I can only answer in this chat',
  ],
];

/** Says plainly what it cannot do. */
export function answerBeyond({ plain }: Said): string | undefined {
  const beyond = BEYOND.find(([pattern]) => pattern.test(plain));
  return beyond && `${NOT_KNOWN} ${beyond[1]}. “help” shows what I can do.`;
}

/** Admits that it does not know, and offers what it can: something said earlier, or another way to ask. */
export function answerUnknown(said: Said): string {
  const { plain, text } = said;
  if (/^\[(image|audio|video|file)\b/.test(plain))
    return `${NOT_KNOWN} what is in it: I cannot look at pictures or files without a language model. Tell me about it in words.`;
  if (/^(why|what|how|how so|why not|really|huh|what do you mean)$/.test(withoutSigns(plain))) {
    return 'I follow rules and cannot explain more than I said. Ask me about one thing, in a whole sentence.';
  }
  if (/^(stop|stop it|be quiet|shut up|cancel|never ?mind|forget it)$/.test(plain)) return 'All right.';
  if (/^(help me|i need help|i have a question|i want to ask you something|help me with .+)$/.test(plain)) {
    return 'Ask me the question itself, and I will see what I know. “help” shows what I can do.';
  }
  if (!/[\p{L}\p{N}]/u.test(text)) return '🙂';
  const related = findRelated(said);
  const isQuestion =
    text.trim().endsWith('?') ||
    /^(what|who|where|when|why|how|which|is|are|do|does|can|explain|define|tell)\b/.test(plain);
  if (related !== undefined) {
    const said = `You said earlier: ${quote(related)}.`;
    return isQuestion
      ? `${NOT_KNOWN} more than you told me. ${said}`
      : `I have noted that. ${said} What would you like to know about it?`;
  }
  if (!isQuestion && contentWords(text).length < 2) {
    return `I do not know what to make of ${quote(text, 60)}. Ask me a question, or say “help”.`;
  }
  if (!isQuestion) return `I have noted that: ${quote(text, 80)}. Ask me about it later, or ask me a question.`;
  const words = contentWords(text).slice(0, 4).join(' ');
  return `${NOT_KNOWN} enough about ${quote(words === '' ? text : words, 60)} to answer. I only know basic facts; try naming one thing, such as “What is Python?”, or say “help”.`;
}

/** The newest earlier statement that shares the most words with this one, if it shares at least half of them. */
function findRelated({ text, earlier }: Said): string | undefined {
  const words = new Set(contentWords(text));
  if (words.size === 0) return undefined;
  let best: { text: string; shared: number } | undefined;
  for (const one of earlier) {
    if (one.trim().endsWith('?') || toPlain(one) === toPlain(text)) continue;
    const shared = contentWords(one).filter((word) => words.has(word)).length;
    if (shared * 2 >= words.size && shared >= (best?.shared ?? 1)) best = { text: one, shared };
  }
  return best?.text;
}

function withoutSigns(text: string): string {
  return text.replace(/[?!.\s]+$/, '');
}
