import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAssistantsFile } from '../../src/config/assistants.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import { parseConfig } from '../../src/config/parse-config.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parlance-assistants-'));
  file = join(folder, 'assistants.json');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function reads(content: unknown) {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readAssistantsFile(file, 'leta');
}

function faultsOf(content: unknown): string[] {
  try {
    reads(content);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.faults.map(({ variable, got, wants }) => `${variable} | ${got} | ${wants}`);
    throw error;
  }
  throw new Error('There was no fault.');
}

const main = (environment: Record<string, string>) => parseConfig(environment, '/srv/chat').assistants.main;

describe('the main assistant', () => {
  test('has a user name made from its name', () => {
    expect(main({})).toEqual({
      id: null,
      userName: 'leta',
      name: 'Leta',
      avatarUrl: null,
      bio: 'The assistant of this server.',
      instructions: null,
      model: null,
    });
    expect(main({ ASSISTANT_NAME: ' Señor Ñandú 3 ' })).toMatchObject({
      name: 'Señor Ñandú 3',
      userName: 'senor-nandu-3',
    });
    expect(main({ ASSISTANT_NAME: '助手' }).userName).toBe('leta');
    expect(main({ ASSISTANT_AVATAR_URL: '/leta.png' }).avatarUrl).toBe('/leta.png');
  });

  test.each([
    [{ ASSISTANT_NAME: 'x'.repeat(81) }, 'ASSISTANT_NAME is 81 characters long: it must have 1 to 80'],
    [{ ASSISTANT_AVATAR_URL: 'leta.png' }, 'ASSISTANT_AVATAR_URL is “leta.png”: it must be an https address'],
    [{ ASSISTANT_AVATAR_URL: '//evil.example/x' }, 'ASSISTANT_AVATAR_URL is'],
    [{ ASSISTANT_CONTEXT_TOKENS: '3' }, 'ASSISTANT_CONTEXT_TOKENS is “3”'],
  ])('refuses %o', (environment, part) => {
    expect(() => main(environment)).toThrow(part);
  });
});

describe('the file with more assistants', () => {
  test('gives each an account that stays the same, whatever else changes', () => {
    const [poet, cook] = reads([
      {
        id: 'poet',
        name: 'Ovid',
        instructions: 'Speak in verse.',
        model: 'large',
        avatar_url: 'https://x.example/o.png',
      },
      { id: 'cook', name: 'Apicius', bio: 'Knows recipes.' },
    ]);
    expect(poet).toMatchObject({ userName: 'poet', name: 'Ovid', instructions: 'Speak in verse.', model: 'large' });
    expect(cook).toMatchObject({ userName: 'cook', bio: 'Knows recipes.', instructions: null, model: null });
    expect(poet?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(reads([{ id: 'poet', name: 'Sappho' }])[0]?.id).toBe(poet?.id);
    expect(cook?.id).not.toBe(poet?.id);
    expect(readAssistantsFile(null, 'leta')).toEqual([]);
  });

  test('names every fault at once, and where it is', () => {
    const faults = faultsOf([
      { id: 'Poet!', name: 'Ovid' },
      { name: 'Nobody', colour: 'red' },
      'a text',
      { id: 'poet', name: 'Ovid', model: 7, avatar_url: 'javascript:alert(1)' },
      { id: 'leta', name: 'Another Leta' },
      { id: 'cook', name: 'x'.repeat(81) },
    ]);
    const at = (index: number) => `ASSISTANTS_FILE (${file}), assistant ${index}`;
    expect(faults).toEqual([
      expect.stringContaining(`${at(1)}, “id” | “Poet!” | it must be two or more small letters`),
      expect.stringContaining(`${at(2)}, “colour” | not a field | the fields are id, name`),
      `${at(2)}, “id” | not there | every assistant needs it`,
      expect.stringContaining(`${at(3)} | no object`),
      `${at(4)}, “model” | 7 | it must be a text that is not empty`,
      `${at(4)}, “avatar_url” | “javascript:alert(1)” | it must be an https address or a path`,
      `${at(5)} | with the id “leta” | another assistant has it; ids differ`,
      `${at(6)}, “name” | 81 characters long | it may have at most 80`,
    ]);
  });

  test.each([
    ['nonsense', 'it must be a readable file with a JSON list'],
    [{ id: 'poet' }, 'which is no list'],
    [Array.from({ length: 51 }, (_, index) => ({ id: `a${index}`, name: 'x' })), 'with 51 of them'],
  ])('refuses what is no list of assistants (%#)', (content, part) => {
    expect(faultsOf(content)[0]).toContain(part);
  });

  test('that is not there is named with the reason', () => {
    expect(() => readAssistantsFile(join(folder, 'none.json'), 'leta')).toThrow(
      /ASSISTANTS_FILE is “.*none.json”.*ENOENT/,
    );
  });
});
