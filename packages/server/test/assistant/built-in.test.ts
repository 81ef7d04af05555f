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
  'a long chat of nothing but “%s” is answered: an expression that looks back again and again would outlast the test',
  (piece) => {
    const text = piece.repeat(Math.ceil(20_000 / piece.length));
    const turns: AiTurn[] = Array.from({ length: 400 }, () => ({ role: 'user', text: `${text}x` }));
    for (const last of [`${text}x?`, 'what did I say about x?', 'summarise this chat', 'what do you know about me?']) {
      expect(findAnswer([...turns, { role: 'user', text: last }], NOW)).toBeDefined();
    }
  },
);

describe('greetings in other languages', () => {
  test.each([
    ['¡Hola!', '¡Hola!'],
    ['Guten Morgen, Leta', 'Hallo!'],
    ['bonjour', 'Bonjour !'],
    ['olá', 'Olá!'],
    ['Привет!', 'Привет!'],
    ['你好', '你好！'],
    ['こんにちは', 'こんにちは！'],
    ['مرحبا', 'مرحبا!'],
    ['Wie geht es dir?', 'Danke, gut.'],
    ['merci beaucoup', 'Je vous en prie.'],
    ['Was kannst du?', 'auf Deutsch nur grüßen'],
  ])('%s', (said, part) => {
    expect(ask(said)).toContain(part);
  });

  test('is not found in longer texts', () => {
    expect(ask('hola amigos, the meeting is at nine tomorrow, do not be late please')).not.toContain('¡Hola!');
  });
});

describe('conversions', () => {
  test.each([
    ['5 miles in km', '5 miles = 8.04672 km'],
    ['Convert 20 °C to °F', '20 °C = 68 °F'],
    ['what is 0 kelvin in celsius?', '0 K = -273.15 °C'],
    ['How many seconds are in a day?', '1 day = 86400 s'],
    ['10 kg in pounds', '10 kg = 22.04623 pounds'],
    ['1 foot in cm', '1 foot = 30.48 cm'],
    ['3 kg in miles', 'do not measure the same thing'],
  ])('%s', (question, answer) => {
    expect(ask(question)).toContain(answer);
  });
});

describe('numbers', () => {
  test.each([
    ['Is 97 prime?', 'Yes, 97 is prime.'],
    ['is 91 a prime number?', '7 × 13 = 91'],
    ['Is 12 even or odd?', '12 is even.'],
    ['what is the square root of -4?', 'no real root'],
    ['twenty-one plus two', '21 + 2 = 23'],
    ['what is half of 50?', '= 25'],
  ])('%s', (question, answer) => {
    expect(ask(question)).toContain(answer);
  });

  test('are picked within their bounds', () => {
    const picked = Number(/\d+/.exec(ask('Pick a number between 5 and 7'))?.[0]);
    expect([5, 6, 7]).toContain(picked);
  });
});

describe('days', () => {
  test.each([
    ['What day is it tomorrow?', 'Sunday, 22 November 2026'],
    ['what is the date in 3 weeks?', '12 December 2026'],
    ['What day was 2000-01-01?', 'Saturday, 1 January 2000'],
    ['Which weekday is 24 December 2026?', 'Thursday, 24 December 2026'],
    ['what day was February 30, 2026?', 'There is no such date.'],
  ])('%s', (question, answer) => {
    expect(ask(question)).toContain(answer);
  });
});

describe('what it was told', () => {
  test('answers a question in the same message', () => {
    expect(ask('I live in Verona. Where do I live?')).toBe('You told me: you live in Verona.');
  });

  test('answers from what it was asked to remember', () => {
    expect(ask('Remember that the party is on Friday', 'When is the party?')).toContain('the party is on Friday');
    expect(ask('Remember that the party is on Friday', 'When is the next train?')).not.toContain('Friday');
  });

  test('says how it forgets', () => {
    expect(ask('My name is Romeo', 'Forget my name')).toContain('delete the message');
  });
});

describe('for the person who asks', () => {
  const turns: AiTurn[] = [
    { role: 'user', author: 'Juliet', text: '@romeo are you there?' },
    { role: 'user', author: 'Nurse', text: 'It is late, @Romeo!' },
    { role: 'user', author: 'Romeo', text: 'I am @romeo.' },
    { role: 'user', author: 'Nurse', text: 'Romeo is a name.' },
    { role: 'user', author: 'Romeo', text: '@leta who mentioned me?' },
  ];

  test('lists the messages of others that mention them, and those only', () => {
    const answer = findAnswer(turns, NOW, { name: 'Leta', asker: ['romeo', 'Romeo'] });
    expect(answer).toBe(
      'You were mentioned 2 times:\n- Juliet: “@romeo are you there?”\n- Nurse: “It is late, @Romeo!”',
    );
    const other = findAnswer(turns, NOW, { name: 'Leta', asker: ['tybalt', 'Tybalt'] });
    expect(other).toBe('I see no message in this chat that mentions you.');
  });

  test('goes by the name it was given', () => {
    const names = { name: 'Ada L.', asker: [] };
    expect(findAnswer([{ role: 'user', text: 'Who are you?' }], NOW, names)).toContain('I am Ada L.');
    expect(findAnswer([{ role: 'user', text: '@ada-l. 2 + 3' }], NOW, names)).toContain('= 5');
  });
});

describe('what it cannot do', () => {
  test.each([
    'What is the weather in Berlin?',
    'Write me a poem',
    'translate hello to French',
    'who won the world cup?',
  ])('is said plainly: %s', (question) => {
    expect(ask(question)).toMatch(/^I do not know/);
  });

  test('no word of it is noted as if it were told something', () => {
    for (const text of ['asdfghjkl', 'stop', 'why?', '🌹', 'can you help me with my homework']) {
      expect(ask(text)).not.toContain('noted');
    }
  });
});

describe('about the answer before, and about itself', () => {
  test('repeats what it said', () => {
    expect(ask('2 + 3', 'Say it again')).toBe('2 + 3 = 5');
    expect(ask('Repeat that')).toContain('not said anything');
  });

  test.each([
    ['Who made you?', 'Parlance'],
    ['Can you see my other chats?', 'only the conversation'],
    ['What languages do you speak?', 'English'],
    ['Hola, ¿qué tal?', 'Bien, gracias.'],
    ['what is the difference between TCP and UDP?', 'UDP'],
    ['100 - 20%', '= 80'],
    ['Is 2100 a leap year?', 'no leap year'],
    ['100 usd in eur', 'rates of currencies'],
  ])('%s', (question, part) => {
    expect(ask(question)).toContain(part);
  });

  test.each([
    ['Hello! What can you do, and what is 17 * 23?', ['to calculate', '17 × 23 = 391']],
    ['My name is Ann. What time is it in Tokyo?', ['Ann', 'In Tokyo it is']],
    ['What is Python and what is the capital of Atlantis?', ['programming language', 'I do not know']],
  ])('answers several things one by one: %s', (question, parts) => {
    for (const part of parts) expect(ask(question)).toContain(part);
  });

  test('knows something interesting', () => {
    expect(ask('Tell me something interesting').length).toBeGreaterThan(30);
  });
});
