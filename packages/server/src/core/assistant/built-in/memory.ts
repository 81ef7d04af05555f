import { capitalise, contentWords, quote, type Said, toPlain } from './said.ts';

/** Something a person told about themselves: under which name it is kept, and what it is. */
interface Told {
  about: string;
  value: string;
}

/** Later things replace earlier ones with the same name. `$` stands for nothing: the patterns are anchored. */
const TELLING: readonly { pattern: RegExp; about: (match: RegExpExecArray) => string; value: number }[] = [
  {
    pattern: /\b(?:my name is|call me|i am called|i'm called)\s+([\p{L}][\p{L}\p{M}'’ -]{0,40})/iu,
    about: () => 'name',
    value: 1,
  },
  { pattern: /\bi(?: am|'m)\s+(\d{1,3})\s+years?\s+old/iu, about: () => 'age', value: 1 },
  { pattern: /\bi (?:now )?live in\s+([^.,;!?\n]{1,60})/iu, about: () => 'home', value: 1 },
  { pattern: /\bi(?: am|'m) from\s+([^.,;!?\n]{1,60})/iu, about: () => 'origin', value: 1 },
  { pattern: /\bi work (?:as|at|for|in)\s+([^.,;!?\n]{1,60})/iu, about: () => 'work', value: 1 },
  { pattern: /\bmy birthday is(?: on)?\s+([^.,;!?\n]{1,40})/iu, about: () => 'birthday', value: 1 },
  {
    pattern: /\bmy ([\p{L}][\p{L} '-]{1,40}?) (?:is|are)(?: called| named)?\s+([^.;!?\n]{1,120})/iu,
    about: (match) => toName(match[1] ?? ''),
    value: 2,
  },
  {
    pattern: /\bi (?:really |also )?(?:like|love|enjoy|prefer)\s+([^.;!?\n]{1,80})/iu,
    about: (match) => `likes ${toPlain(match[1] ?? '')}`,
    value: 1,
  },
];

const REMEMBER = /\b(?:remember|don't forget|do not forget|keep in mind|note)(?: that|:)?\s+(.{2,300})/isu;
/** Said at the end of a name, and no part of it. */
const AFTER_NAME = /\s+(?:and|but|by the way|i am|i'm|what|who|how|please)\b.*$/i;

/** Keeps what people tell about themselves, and says it again when asked. There is no store: the chat is the memory. */
export function answerMemory(said: Said): string | undefined {
  return answerQuestion(splitQuestion(said)) ?? acknowledge(said);
}

/** “I live in Verona. Where do I live?”: the last sentence asks, and those before it tell. */
function splitQuestion(said: Said): Said {
  const sentences = said.text.trim().split(/(?<=[.!\n])\s+/);
  const question = sentences.at(-1) ?? '';
  if (sentences.length < 2 || !question.endsWith('?')) return said;
  const before = sentences.slice(0, -1).join(' ');
  return { ...said, text: question, plain: toPlain(question), earlier: [...said.earlier, before] };
}

function isQuestion({ text, plain }: Said): boolean {
  return (
    text.trim().endsWith('?') || /^(what|who|where|when|how|which|did|do|does|have|am|is|are|tell me)\b/.test(plain)
  );
}

function acknowledge(said: Said): string | undefined {
  const asked = REMEMBER.exec(said.text);
  if (asked !== null && !isQuestion(said)) return `I will remember it: ${quote(asked[1] ?? '')}.`;
  if (isQuestion(said)) return undefined;
  const [told] = findTold(said.text);
  if (told === undefined) return undefined;
  if (told.about === 'name') return `Nice to meet you, ${told.value}. I will remember your name.`;
  if (told.about.startsWith('likes ')) return `Good to know that you like ${told.value}.`;
  return `Thank you, I will remember that: ${describe(told)}.`;
}

function findTold(text: string): Told[] {
  return text.split(/(?<=[.!?\n])\s+/).flatMap((sentence) => {
    if (sentence.trim().endsWith('?')) return [];
    const told = TELLING.flatMap(({ pattern, about, value }) => {
      const match = pattern.exec(sentence);
      if (match === null) return [];
      const name = about(match);
      const raw = (match[value] ?? '').trim();
      const kept = name === 'name' ? raw.replace(AFTER_NAME, '').trim() : raw;
      return kept === '' ? [] : [{ about: name, value: kept }];
    });
    // The general “my … is …” also finds what an earlier pattern knows better.
    return told.filter(({ about }, index) => told.findIndex((other) => other.about === about) === index);
  });
}

function recall({ earlier }: Said): Map<string, string> {
  const known = new Map<string, string>();
  for (const text of earlier) for (const { about, value } of findTold(text)) known.set(about, value);
  return known;
}

function answerQuestion(said: Said): string | undefined {
  const { plain } = said;
  if (/^forget (?!it$|about it$).+/.test(plain)) {
    return 'I keep nothing but this chat: delete the message in which you told me, and I know it no more.';
  }
  const position = /^what (?:was|is) (?:the|my) (first|last|previous) (?:message|question|thing i said)$/.test(plain);
  if (position) return undefined;
  const about =
    /^(?:what did i (?:say|tell you|write|mention)|did i (?:say|mention|tell you)(?: anything| something)?|what have i said)(?: about| of| regarding| on)? (.+)$/.exec(
      plain,
    ) ??
    /^(?:do you remember|what do you remember about|what do you know about|tell me what i said about) (my .+|the .+|what i .+)$/.exec(
      plain,
    );
  if (about !== null) return findSaid(said, about[1] ?? '');
  if (
    /^(what do you (?:remember|know)(?: about me)?|what have i told you|what did i (?:tell|ask) you(?: to remember)?)$/.test(
      plain,
    )
  )
    return tellAll(said);
  const known = recall(said);
  if (/^(what is my name|who am i|(do you )?(know|remember) (my name|who i am)|my name|tell me my name)$/.test(plain)) {
    return known.has('name')
      ? `Your name is ${known.get('name')}.`
      : 'You have not told me your name in this chat yet.';
  }
  const name = nameOfQuestion(plain);
  if (name === undefined) return recallNote(said);
  if (name === 'likes') return tellLikes(known);
  const value = known.get(name);
  return value === undefined ? findSaid(said, name) : `You told me: ${describe({ about: name, value })}.`;
}

/** What they asked to keep in mind, where a question has most of its words. */
function recallNote({ text, plain, earlier }: Said): string | undefined {
  if (!/^(what|who|where|when|which|how much|how many|at what|on what)\b/.test(plain)) return undefined;
  const words = contentWords(text);
  const notes = earlier.flatMap((one) => REMEMBER.exec(one)?.[1] ?? []);
  const found = notes.findLast((note) => {
    const known = new Set(contentWords(note));
    const shared = words.filter((word) => known.has(word)).length;
    return shared > 0 && shared * 2 >= words.length;
  });
  return found === undefined ? undefined : `You asked me to remember: ${quote(found)}.`;
}

/** One name for both spellings. */
function toName(text: string): string {
  return toPlain(text)
    .replace(/\bfavourite\b/g, 'favorite')
    .replace(/\bcolour\b/g, 'color');
}

function nameOfQuestion(plain: string): string | undefined {
  const called = /^(?:what|how) (?:is|are) my ([\p{L}][\p{L} '-]{1,40}?) (?:called|named)$/u.exec(plain)?.[1];
  if (called !== undefined) return toName(called);
  if (/^how old am i$/.test(plain)) return 'age';
  if (/^where do i live$/.test(plain)) return 'home';
  if (/^where am i from$/.test(plain)) return 'origin';
  if (/^(where|what) do i work( as| for)?|what is my (job|work)$/.test(plain)) return 'work';
  if (/^when is my birthday$/.test(plain)) return 'birthday';
  if (/^what do i (like|love|enjoy)$/.test(plain)) return 'likes';
  const own = /^(?:what|who|which|where) (?:is|are|was) my ([\p{L}][\p{L} '-]{1,40})$/u.exec(plain)?.[1];
  return own === undefined ? undefined : toName(own);
}

function describe({ about, value }: Told): string {
  switch (about) {
    case 'name':
      return `your name is ${value}`;
    case 'age':
      return `you are ${value} years old`;
    case 'home':
      return `you live in ${value}`;
    case 'origin':
      return `you are from ${value}`;
    case 'work':
      return `your work is ${value}`;
    default:
      return about.startsWith('likes ') ? `you like ${value}` : `your ${about} is ${value}`;
  }
}

function tellLikes(known: Map<string, string>): string {
  const likes = [...known].filter(([about]) => about.startsWith('likes ')).map(([, value]) => value);
  return likes.length === 0
    ? 'You have not told me yet what you like.'
    : `You told me that you like ${likes.join(', and ')}.`;
}

function tellAll(said: Said): string {
  const facts = [...recall(said)].map(([about, value]) => describe({ about, value }));
  const asked = said.earlier.flatMap((text) => REMEMBER.exec(text)?.[1] ?? []).map((text) => quote(text));
  const all = [...facts.map(capitalise), ...asked];
  return all.length === 0
    ? 'So far you have told me nothing about yourself in this chat.'
    : `This is what you told me:\n${all
        .slice(-20)
        .map((line) => `- ${line}`)
        .join('\n')}`;
}

/** The newest things the person said that hold the words of the subject. */
function findSaid({ earlier }: Said, subject: string): string {
  const words = contentWords(subject);
  const isAbout = (text: string): boolean => {
    const plain = ` ${toPlain(text)} `;
    return words.length > 0 && words.every((word) => plain.includes(word));
  };
  const found = earlier.filter(
    (text) => isAbout(text) && !/^(what|did|do|who|when|where)\b.*\b(i|my)\b/.test(toPlain(text)),
  );
  if (found.length === 0)
    return `You have not said anything about ${quote(subject, 60)} in this chat, as far as I can see.`;
  return `You said: ${found
    .slice(-3)
    .map((text) => quote(text))
    .join('; ')}`;
}
