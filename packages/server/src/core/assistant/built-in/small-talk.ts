import type { Said } from './said.ts';

const JOKES: readonly string[] = [
  'There are 10 kinds of people: those who read binary, and those who do not.',
  'A TCP packet walks into a bar and says: “A beer, please.” The bartender: “A beer?” The packet: “Yes, a beer.”',
  'I would tell you a joke about UDP, but you might not get it.',
  'Why do programmers mix up Halloween and Christmas? Because oct 31 is dec 25.',
  'A database query walks up to two tables and asks: “May I join you?”',
  'The two hardest things in computing are naming things, invalidating caches, and off-by-one errors.',
];

const HELLO =
  /^(hi|hello|hey|hey there|hi there|hello there|good (morning|afternoon|evening|day)|greetings|howdy|yo|hallo|hola|bonjour|salut|moin|guten (tag|morgen|abend))( everyone| all| there)?$/;

/** What people say to be polite, and what they ask about the assistant itself. Checked in order against the plain text. */
const REPLIES: readonly [RegExp, (said: Said) => string][] = [
  [HELLO, hello],
  [
    /^(how are you( doing)?( today)?|how is it going|how do you do|are you (ok|okay|well))$/,
    () => 'I am well, thank you for asking. What can I do for you?',
  ],
  [
    /^(thanks|thank you|thx|ty|many thanks|thanks a lot|thank you (so|very) much|danke|merci|gracias|ok thanks|okay thanks)\b/,
    () => 'You are welcome.',
  ],
  [
    /^(bye|goodbye|good bye|see you|see you later|good night|ciao|tschüss|au revoir|adios|farewell)\b/,
    () => 'Goodbye. I am here when you need me.',
  ],
  [
    /^(who are you|what are you|what is your name|your name|introduce yourself|are you leta)$/,
    ({ name }) =>
      `I am ${name}, the assistant of this server. I answer questions, calculate, tell the time, remember what you tell me in a chat, and sum it up.`,
  ],
  [
    /^(are you (a )?(human|real|person|robot|bot|machine|ai|an ai)|are you chatgpt|are you gemini)$/,
    () => 'I am a program: rules and a small store of facts, without a language model behind me.',
  ],
  [
    /^(what can you do|help|what do you do|how can you help( me)?|what are you able to do|commands|what can i ask( you)?)$/,
    help,
  ],
  [
    /^(what can(no|')t you do|what are your limits)$/,
    () =>
      'I know no news and no weather, I cannot search the internet, write long texts or code, translate, or look at pictures. For that, a language model has to be connected: by whoever runs the server, or with a key of your own in your account.',
  ],
  [/^(tell me (a|another) joke|joke|a joke|another joke|make me laugh|say something funny)$/, joke],
  [
    /^(i love you|you are (great|awesome|nice|cool|the best|good|helpful|amazing)|good (bot|job|work)|well done|nice|great|awesome|cool)$/,
    () => 'Thank you, that is kind.',
  ],
  [
    /^(you are (stupid|dumb|useless|bad|wrong)|that is wrong|wrong|bad bot)$/,
    () => 'I am sorry. Tell me what you need in other words, and I will try again.',
  ],
  [
    /^(yes|yeah|yep|no|nope|ok|okay|fine|sure|alright|right|good|i see)$/,
    () => 'All right. What would you like to know?',
  ],
  [/^(sorry|i am sorry|my bad|excuse me)$/, () => 'No harm done.'],
  [
    /^(how old are you|when were you born|what is your age)$/,
    () => 'I am as old as the start of this server; I have no birthday.',
  ],
  [/^(where are you|where do you live|where are you from)$/, () => 'I live inside this chat server, and nowhere else.'],
  [
    /^(i am|i'm|i feel) (so |very |really )?(sad|unhappy|lonely|depressed|down|stressed|tired|anxious)\b/,
    () =>
      'I am sorry to hear that. Do you want to tell me what happened? If it weighs on you, talk to somebody you trust as well.',
  ],
  [
    /^(i am|i'm|i feel) (so |very |really )?(happy|glad|great|good|fine|well|excited)\b/,
    () => 'I am glad to hear that.',
  ],
  [/^(test|testing|ping|are you there|hello\?|anyone there|anybody there)$/, () => 'I am here.'],
  [
    /^(what is )?love$/,
    () => 'People have written about it for as long as they write. I am a program and cannot say what it feels like.',
  ],
  [/^(flip a coin|toss a coin|heads or tails)$/, ({ now }) => (now % 2 === 0 ? 'Heads.' : 'Tails.')],
  [/^(roll (a|the) dice|roll a die|throw a dice)$/, ({ now }) => `You rolled a ${(now % 6) + 1}.`],
  [
    /^(what is the meaning of life|meaning of life)$/,
    () => 'Forty-two, says a book. More usefully: what would make your day a good one?',
  ],
];

export function answerSmallTalk(said: Said): string | undefined {
  if (said.plain === '') return 'I see no question there. Ask me anything, or say “help”.';
  for (const [pattern, reply] of REPLIES) if (pattern.test(said.plain)) return reply(said);
  return undefined;
}

function hello({ turns }: Said): string {
  return turns.some((turn) => turn.role === 'assistant') ? 'Hello again! How can I help?' : 'Hi! How can I help?';
}

function help(): string {
  return [
    'You can ask me, for example:',
    '- facts about programming and the world: “What is Python?”',
    '- to calculate: “15 % of 80”, “(2 + 3) * 4”, “5 miles in km”',
    '- the time and the date: “What time is it in Tokyo?”',
    '- to remember: “My name is …”, “Remember that …”, then “What did I say about …?”',
    '- about this chat: “Summarise this chat”, “Which questions are open?”, “Who mentioned me?”',
    '- about this server: “How do I make a group?”',
  ].join('\n');
}

function joke({ turns }: Said): string {
  const told = turns.filter((turn) => turn.role === 'assistant' && JOKES.includes(turn.text)).length;
  return JOKES[told % JOKES.length] as string;
}
