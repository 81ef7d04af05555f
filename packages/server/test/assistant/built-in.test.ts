import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findAnswer } from '../../src/core/assistant/built-in/built-in-assistant.ts';
import { factCount } from '../../src/core/assistant/built-in/facts.ts';
import type { AiTurn } from '../../src/core/ports/ai-provider.ts';

/** Saturday, 21 November 2026, 09:00 UTC. */
const NOW = Date.UTC(2026, 10, 21, 9);

function ask(...said: string[]): string {
  const turns: AiTurn[] = [];
  let answer = '';
  for (const text of said) {
    turns.push({ role: 'user', text });
    answer = findAnswer(turns, NOW);
    turns.push({ role: 'assistant', text: answer });
  }
  return answer;
}

describe('arithmetic', () => {
  test.each([
    ['2 + 3 * 4', '14'],
    ['(2 + 3) * 4', '20'],
    ['what is 2 to the power of 10?', '1024'],
    ['2 ^ 3 ^ 2', '512'],
    ['-2 ^ 2', '-4'],
    ['15 percent of 80', '12'],
    ['square root of 144', '12'],
    ['0.1 + 0.2', '0.3'],
    ['1,000 + 1', '1001'],
    ['7 mod 4', '3'],
    ['How much is 10 divided by 4?', '2.5'],
    ['3 x 4', '12'],
  ])('%s is %s', (question, result) => {
    expect(ask(question)).toMatch(new RegExp(`= ${result.replace('.', '\\.')}$`));
  });

  test.each(['1 / 0', '(1 + 2', '1 + + * 2', '2026-11-21', '10:30', '(('.repeat(90), '1'.repeat(150)])(
    'is not invented for %s',
    (text) => {
      expect(ask(text)).not.toMatch(/ = -?\d/);
    },
  );

  test('agrees with JavaScript', () => {
    const number = fc.integer({ min: 0, max: 999 });
    const sign = fc.constantFrom('+', '-', '*');
    fc.assert(
      fc.property(number, sign, number, sign, number, (a, first, b, second, c) => {
        const expression = `${a} ${first} (${b} ${second} ${c})`;
        const inner = second === '+' ? b + c : second === '-' ? b - c : b * c;
        const result = first === '+' ? a + inner : first === '-' ? a - inner : a * inner;
        expect(ask(expression).endsWith(`= ${result}`)).toBe(true);
      }),
    );
  });
});

describe('time', () => {
  test.each([
    ['What time is it?', 'It is 09:00 UTC on Saturday'],
    ['what time is it in Tokyo', 'In Tokyo it is 18:00'],
    ['What is the date today?', 'Saturday, 21 November 2026'],
    ['What day is tomorrow?', 'Sunday'],
    ['How many days until Christmas?', '34 days'],
    ['how many days until saturday', '7 days'],
    ['What time is it in Atlantis?', 'do not know the time zone'],
  ])('%s: %s', (question, part) => {
    expect(ask(question)).toContain(part);
  });
});

describe('memory', () => {
  test('keeps the newest of what was said', () => {
    expect(ask('My name is Ada.', 'Sorry, my name is Grace!', 'What is my name?')).toBe('Your name is Grace.');
    expect(ask('I live in Paris', 'I now live in Rome', 'where do I live?')).toContain('Rome');
  });

  test('knows nothing that was not said', () => {
    expect(ask('What is my name?')).toContain('not told me');
    expect(ask('What did I say about the moon?')).toContain('not said anything');
  });

  test('keeps people in a group apart', () => {
    const turns: AiTurn[] = [
      { role: 'user', text: 'My name is Romeo.', author: 'romeo' },
      { role: 'user', text: '@leta what is my name?', author: 'juliet' },
    ];
    expect(findAnswer(turns, NOW)).toContain('not told me');
  });
});

describe('the chat', () => {
  test('is summed up by its own sentences', () => {
    const answer = ask(
      'The budget meeting is on Monday.',
      'The budget is too small.',
      'I had soup.',
      'Summarise this chat',
    );
    expect(answer).toContain('The budget meeting is on Monday.');
    expect(answer).toContain('budget');
  });

  test('shows who was mentioned', () => {
    expect(ask('Ask @ben and @anna', '@ben knows', 'Who was mentioned?')).toBe('Mentioned: @ben (2), @anna (1).');
  });
});

test('a few hundred things are known', () => {
  expect(factCount).toBeGreaterThan(300);
});

test('whatever is said is answered, with a text that can be a message', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 80 }), { minLength: 1, maxLength: 6 }), (said) => {
      const answer = ask(...said);
      expect(answer.trim()).not.toBe('');
      expect(answer.length).toBeLessThan(8_000);
    }),
  );
});

test.each([' ', '!', 'time in ', 'my a is ', '(', '1+', 'remember ', '@leta ', 'what is ', '\n', 'is my '])(
  'a long chat of nothing but “%s” is answered within a second',
  (piece) => {
    const text = piece.repeat(Math.ceil(20_000 / piece.length));
    const turns: AiTurn[] = Array.from({ length: 400 }, () => ({ role: 'user', text: `${text}x` }));
    for (const last of [`${text}x?`, 'what did I say about x?', 'summarise this chat', 'what do you know about me?']) {
      const start = performance.now();
      findAnswer([...turns, { role: 'user', text: last }], NOW);
      expect(performance.now() - start).toBeLessThan(1_000);
    }
  },
);
