import { contentWords, type Said } from './said.ts';

/** What this server can do, by the words a question about it holds: all of one list must be there. */
const FEATURES: readonly [wordLists: readonly string[], answer: string][] = [
  [
    ['make group', 'create group', 'new group', 'start group'],
    'To make a group, choose “New group”, name it and pick its members. You become its owner; owners and admins add and remove people.',
  ],
  [
    ['leave group', 'leave room', 'leave conversation'],
    'You leave a group or room from its details. When the last owner leaves, the longest-standing admin becomes owner.',
  ],
  [
    ['add member', 'invite', 'add people', 'add someone', 'add person'],
    'Owners and admins add people to a group from its details, or make an invite link that ends after a time or a number of uses.',
  ],
  [
    ['make room', 'create room', 'open room', 'join room', 'public room', 'what room'],
    'Rooms are public: everybody on this server can find, read and join them. “Rooms” lists them, and lets you open one.',
  ],
  [
    ['edit message', 'change message', 'correct message', 'edit wrote', 'correct wrote', 'edit sent'],
    'You can edit your own messages; the earlier versions stay readable, so that nobody is misled.',
  ],
  [
    ['delete message', 'remove message', 'unsend', 'delete wrote', 'delete sent'],
    'You delete a message for yourself alone, or your own for everybody; then a mark stays in its place and the text is gone.',
  ],
  [
    ['delete chat', 'clear chat', 'delete conversation'],
    'A chat with me can be cleared, which deletes what was said, or deleted as a whole.',
  ],
  [
    ['react', 'reaction', 'emoji', 'like message'],
    'Point at a message and choose an emoji to react. Doing it again takes it back.',
  ],
  [
    ['reply', 'thread', 'answer message'],
    'You reply to a message directly, or open a thread under it, which keeps the side talk out of the conversation.',
  ],
  [
    ['pin message', 'pin'],
    'A message can be pinned to its conversation; in groups owners and admins do that. Conversations can be pinned to the top of your own list.',
  ],
  [
    ['search', 'find message'],
    'The search looks through everything you may see. It understands from:, in:, before:, after:, has: and is:unread, “quoted phrases” and -words to leave out.',
  ],
  [
    ['mute', 'notification', 'silence'],
    'Mute a conversation from its details, for a time or for good; you still get its messages.',
  ],
  [
    ['block', 'blocked'],
    'You can block a person from their profile: they can no longer write to you, and are not told.',
  ],
  [
    ['read receipt', 'seen message', 'double tick', 'ticks', 'read mark'],
    'Ticks show whether a message was delivered and read. Whoever switches read receipts off neither shows nor sees them.',
  ],
  [
    ['last seen', 'online status', 'hide online', 'presence'],
    'In your settings you choose who sees when you were last here: everybody, your contacts, or nobody.',
  ],
  [
    ['change password', 'reset password', 'new password'],
    'You change your password in your account; all your other sessions end then.',
  ],
  [
    ['logout', 'log out', 'sign out', 'session', 'sessions', 'devices'],
    'Your account lists your sessions; ending one logs that device out at once.',
  ],
  [
    ['change name', 'display name', 'profile picture', 'change picture', 'avatar', 'profile'],
    'Your name, picture and the text about you are in your profile; those who share a conversation with you see a change at once.',
  ],
  [['typing'], 'While somebody types, the others in the conversation see it; nothing of it is stored.'],
  [
    ['offline', 'no connection', 'lose connection', 'connection lost'],
    'Without a connection your messages wait on your device and are sent, once each, when it is back. What you missed is loaded then.',
  ],
  [
    ['encrypted', 'encryption', 'private', 'privacy', 'secure', 'who read chat', 'chat private'],
    'Connections are as safe as the address you use: with https nobody on the way reads along. Only members read a conversation; whoever runs the server could read what it stores.',
  ],
  [
    ['api', 'developer', 'integrate', 'webhook', 'program against'],
    'This server speaks its own API, described at /docs, and several other chat APIs, so that existing clients work with it.',
  ],
  [
    ['data stored', 'where data', 'backup', 'database'],
    'Everything lies in the server’s data folder, in one database file unless PostgreSQL is configured; “parlance backup” copies it while the server runs.',
  ],
  [
    ['language model', 'gemini', 'api key', 'smarter', 'better answers'],
    'With a key for Gemini or OpenAI, the server’s or your own in your account, or with a model on a machine of one’s own, a language model answers in my place; when it fails, I do.',
  ],
  [
    ['call', 'video call', 'voice call'],
    'In a direct conversation you can call the other person, by voice or video, where your client offers it.',
  ],
  [
    ['send file', 'send picture', 'send image', 'upload', 'attach'],
    'You attach pictures and files to a message where your client offers it; only the members of the conversation can open them.',
  ],
  [
    ['mention', 'tag someone', 'tag people'],
    'Write @ and a user name to mention a member; mentions are counted apart from other unread messages. In a group I answer when you mention me.',
  ],
  [
    ['guest', 'without password', 'without account'],
    'Where the server allows it, one can look around as a guest, without an account; an account with a password is never entered that way.',
  ],
  [
    ['translate message', 'translation', 'other language', 'foreign language'],
    'Say in your account which language you read; where the server has a translator, messages in others are shown in yours, with the original beside them. The menu of a message translates that one.',
  ],
  [
    ['change language', 'set language', 'my language', 'preferred language'],
    'Your language, and those that need no translation, are in your account.',
  ],
  [
    ['report', 'abuse', 'spam', 'offensive'],
    'The menu of a message reports it to those who moderate the conversation; they are told your reason, the author is not told who reported.',
  ],
  [
    ['transcript', 'transcribe', 'voice message'],
    'Where the server has a service for it, voice messages are written down below the player; the menu of a message asks for it.',
  ],
  [
    ['stop answer', 'stop you', 'regenerate', 'another answer', 'answer again', 'new answer'],
    'While I write, “Stop” ends my answer and keeps what was said. Below my answer you can have it written anew; the earlier one stays readable.',
  ],
  [
    ['missed', 'catch up'],
    'The catch-up button, or “Summarise this chat” here, tells what was said; with a language model connected it reads better.',
  ],
  [['who runs', 'administrator', 'who owns'], 'I do not know who runs this server; whoever gave you its address does.'],
  [
    ['parlance', 'this server', 'this app', 'this chat server'],
    'This is Parlance, a chat server. It keeps conversations, groups and rooms, and I am its assistant. Say “help” to see what you can ask me.',
  ],
];

const ASKS =
  /^(how|what|where|can i|can you|is it|is this|is my|are my|are our|does|do|who|why|tell me|explain|when|which)\b/;
/** What things are called is no question about calls. */
const OTHER = /\b(is|are|was|were) .*\bcalled\b/;
/** “Parlance’s own” questions speak of doing things here; others may mean the word in general (“What is encryption?”). */
const GENERAL = /^(what is|what are|who is|define|explain|tell me about) (an? |the )?[\p{L}\p{N} +#.-]{1,30}$/u;

export function answerFeature({ text, plain }: Said): string | undefined {
  if (!ASKS.test(plain) || OTHER.test(plain)) return undefined;
  const words = new Set(contentWords(text).map(toStem));
  const everything = new Set(plain.split(/[^\p{L}\p{N}]+/u).map(toStem));
  let best: { answer: string; score: number } | undefined;
  for (const [lists, answer] of FEATURES) {
    for (const list of lists) {
      const wanted = list.split(' ').map(toStem);
      const general =
        GENERAL.test(plain) &&
        !wanted.some((word) => word === 'parlance' || word === toStem('parlance')) &&
        !wanted.includes('this');
      if (general || !wanted.every((word) => words.has(word) || everything.has(word))) continue;
      if (best === undefined || wanted.length > best.score) best = { answer, score: wanted.length };
    }
  }
  return best?.answer;
}

function toStem(word: string): string {
  return word.length > 3 ? word.replace(/(ing|ed|es|s|e)$/, '') : word;
}
