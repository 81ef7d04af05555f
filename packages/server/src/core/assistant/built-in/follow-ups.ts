import type { Said } from './said.ts';

/** What people say about the answer before, or about talking. Checked in order against the plain text. */
const REPLIES: readonly [RegExp, (said: Said) => string][] = [
  [/^(repeat( that| it)?|say (it|that) again|again|what did you (just )?say|pardon|come again)$/, repeat],
  [
    /^(are you (really |quite |very )?sure|is that (true|right|correct)|really|do you mean it)$/,
    () =>
      'What I calculate is right. Of facts I know only a sentence each, written down by people: check what matters to you.',
  ],
  [
    /^(i (do not|don't|did not|didn't) (understand|get it|get that)|that makes no sense|i am confused)$/,
    () => 'I am sorry. Ask in other words, about one thing at a time; “help” shows what I can do.',
  ],
  [/^(lol|haha+|hehe+|rofl|lmao|funny|that is funny|good one|:-?\)|xd)$/, () => '🙂'],
  [/^(good|great|nice|interesting|fair) (question|point|answer|one)$/, () => 'Thank you.'],
  [
    /^((speak|talk|answer|write|reply) (in )?(german|french|spanish|italian|portuguese|dutch|polish|turkish|russian|ukrainian|arabic|hindi|chinese|japanese)|(in|auf) (deutsch|french|german|spanish)( bitte)?|(what|which|how many) languages (do you (speak|know|understand)|can you speak)|do you speak [\p{L}]{3,20})$/u,
    () =>
      'I understand questions in English. In fourteen other languages I know how to greet and thank; more takes a language model.',
  ],
  [
    /^(who (is|are) your (creator|maker|author|developer)s?|who (made|created|built|wrote|programmed) you)$/,
    () => 'I am part of Parlance, the chat server you are using; its authors wrote my rules.',
  ],
  [
    /^((do|can|will) you )?(store|save|keep|read|see|know)( all)?( of)? (my|our|other people's|the) (other )?(chats?|messages?|conversations?|data)$/,
    () =>
      'I read only the conversation I am asked in, as you see it, and keep nothing of my own. Your messages lie on the server until you delete them.',
  ],
  [
    /^(do you |can you )?(know|remember|recognise|recognize) (me|who i am)$|^me$/,
    ({ earlier }) =>
      earlier.length === 0
        ? 'I know nothing of you but what you tell me in this chat.'
        : 'From what you told me in this chat: ask “What do you know about me?”.',
  ],
  [
    /^(set (a|an) (timer|alarm|reminder)( .{1,60})?|wake me( up)?( .{1,60})?)$/,
    () => 'I do not know how to act for you: I can only answer in this chat. “help” shows what I can do.',
  ],
  [
    /^(sing( me)?( a song)?|dance|rap|tell me a story|a story)$/,
    () => 'I do not know how to do that. A joke I know, and facts: “Tell me something interesting”.',
  ],
  [
    /^(give me (some |an? )?advice|what should i do|i need advice)$/,
    () =>
      'I cannot weigh what is good for you. Tell me what it is about, and I help to sort it: lists, dates, figures.',
  ],
];

export function answerFollowUp(said: Said): string | undefined {
  if (said.plain.length > 100) return undefined;
  for (const [pattern, reply] of REPLIES) if (pattern.test(said.plain)) return reply(said);
  return undefined;
}

function repeat({ turns }: Said): string {
  return turns.findLast((turn) => turn.role === 'assistant')?.text ?? 'I have not said anything before this.';
}
