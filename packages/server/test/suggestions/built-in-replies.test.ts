import { describe, expect, test } from 'vitest';
import { findReplies } from '../../src/core/suggestions/built-in-replies.ts';
import { phrasebooks } from '../../src/core/suggestions/phrasebooks.ts';

/** A message and the first reply to it. */
const ANSWERED: [string, string][] = [
  ['Hello!', 'Hi!'],
  ['hey Romeo 🌹', 'Hi!'],
  ['Good morning everybody', 'Hi!'],
  ['How are you?', 'I’m fine, thanks!'],
  ['Hi! How are you?', 'I’m fine, thanks!'],
  ['Hi! Thanks for the book.', 'You’re welcome!'],
  ['Thank you so much!!!', 'You’re welcome!'],
  ['Sorry, I am late', 'No problem!'],
  ['Happy birthday!', 'Thank you!'],
  ['See you tomorrow', 'Bye!'],
  ['Are you coming tonight?', 'Yes.'],
  ['I have two tickets for the play. Do you want to come?', 'Yes.'],
  ['Guten Morgen!', 'Hallo!'],
  ['Kommst du heute Abend?', 'Ja.'],
  ['Was it good?', 'Yes.'],
  ['Sorry für die Verspätung', 'Kein Problem!'],
  ['Merci beaucoup', 'De rien !'],
  ['Ça va ?', 'Ça va, merci !'],
  ['Est-ce que tu viens demain ?', 'Oui.'],
  ['¿Vienes mañana?', 'Sí.'],
  ['Feliz cumpleaños', '¡Gracias!'],
  ['Ciao!', 'Ciao!'],
  ['Puoi venire domani?', 'Sì.'],
  ['Obrigada!', 'De nada!'],
  ['Sorry dat ik te laat ben', 'Geen probleem!'],
  ['Czy przyjdziesz?', 'Tak.'],
  ['Yarın geliyor musun?', 'Evet.'],
  ['Спасибо большое', 'Пожалуйста!'],
  ['Ты придёшь сегодня?', 'Да.'],
  ['Дякую!', 'Будь ласка!'],
  ['هل ستأتي غدا؟', 'نعم.'],
  ['धन्यवाद', 'आपका स्वागत है!'],
  ['谢谢你', '不客气！'],
  ['你明天来吗？', '好的。'],
  ['ありがとうございます', 'どういたしまして！'],
  ['明日来ますか？', 'はい。'],
];

/** What no phrase answers: other questions, news, long texts. */
const UNANSWERED = [
  '',
  '🌹',
  'The meeting is at nine.',
  'When are you coming?',
  'Was machst du morgen?',
  'Is it red or blue?',
  'Kommst du heute oder morgen?',
  '你什么时候来？',
  'Thanks to the new roof, which the neighbours helped to build, it is dry.',
  `Do you know ${'this story and '.repeat(40)}?`,
  'https://example.org/hello',
];

describe('The built-in engine answers everyday phrases in the language they are in', () => {
  test.each(ANSWERED)('%s', (text, reply) => {
    const replies = findReplies(text);
    expect(replies[0]).toBe(reply);
    expect(replies).toHaveLength(3);
  });
});

test.each(UNANSWERED)('it says nothing to “%s”', (text) => {
  expect(findReplies(text)).toEqual([]);
});

test('every language has three different replies to every phrase that it knows', () => {
  for (const { phrases, question } of phrasebooks) {
    const all = [...Object.values(phrases).map(({ replies }) => replies), question.replies];
    for (const replies of all) expect(new Set(replies).size).toBe(3);
    for (const { said } of Object.values(phrases)) expect(said.length).toBeGreaterThan(2);
  }
  expect(new Set(phrasebooks.map(({ language }) => language)).size).toBe(phrasebooks.length);
});
