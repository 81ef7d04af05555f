import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Transformers } from '../../src/integrations/ai/transformers.ts';
import { hear, Recorder, shortLimits } from './support.ts';

/** A thread needs compiled code. */
const thread = new URL('../../dist/integrations/ai/transformers-worker.js', import.meta.url);

/** What the package offers, as far as it is used: it repeats the last message, and stops when it is told to. */
const PACKAGE = `
export const env = { allowRemoteModels: true, localModelPath: '' };
export class TextStreamer {
  constructor(tokenizer, options) { this.say = options.callback_function; }
}
export class InterruptableStoppingCriteria {
  interrupted = false;
  interrupt() { this.interrupted = true; }
}
export async function pipeline(task, model) {
  if (env.allowRemoteModels) throw new Error('it would call out');
  const generate = async (messages, { streamer, stopping_criteria }) => {
    const text = messages.at(-1).content;
    if (text === 'fail') throw new Error('out of memory');
    if (text === 'die') process.exit(3);
    for (const word of [task, model, env.localModelPath, messages[0].content, text]) streamer.say(word + ' ');
    while (text === 'forever' && !stopping_criteria.interrupted) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return Object.assign(generate, { tokenizer: {} });
}
`;

let folder: string;
let activity: Recorder;
beforeEach(() => {
  activity = new Recorder();
  folder = mkdtempSync(join(tmpdir(), 'parlance-transformers-'));
  mkdirSync(join(folder, 'models', 'tiny'), { recursive: true });
  writeFileSync(join(folder, 'models', 'tiny', 'config.json'), '{}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function install(): void {
  const home = join(folder, 'node_modules', '@huggingface', 'transformers');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"type":"module","exports":"./index.js"}');
  writeFileSync(join(home, 'index.js'), PACKAGE);
}

function make(model = 'tiny'): Transformers {
  const limits = { ...shortLimits, attempts: 1 };
  return new Transformers({ model: join(folder, 'models', model), path: folder, activity, limits, thread });
}

test('a model in a folder answers word by word, without the network', async () => {
  install();
  const { pieces, fault } = await hear(make(), 'hello');
  expect(fault).toBeUndefined();
  expect(pieces).toEqual(['text-generation ', 'tiny ', `${join(folder, 'models')} `, 'Be brief. ', 'hello ']);
  expect(activity.calls).toMatchObject([{ service: 'chat', provider: 'transformers', outcome: 'ok' }]);
});

test('without the package, or without the model, the start fails with a sentence that says what to do', () => {
  expect(() => make()).toThrow(`is not installed in ${folder}`);
  expect(() => make()).toThrow('TRANSFORMERS_PATH');
  install();
  expect(() => make('none')).toThrow('a folder with a config.json is wanted');
});

test('what goes wrong in its thread is an answer that failed, and the next one is well', async () => {
  install();
  const provider = make();
  expect(String((await hear(provider, 'fail')).fault)).toContain('The local model');
  expect(String((await hear(provider, 'die')).fault)).toContain('The local model');
  expect((await hear(provider, 'hello')).pieces.at(-1)).toBe('hello ');
});

test('an answer that nobody wants any more is stopped, and the next one does not hear of it', async () => {
  install();
  const provider = make();
  const controller = new AbortController();
  const { signal } = controller;
  const turns = [{ role: 'user', text: 'forever' } as const];
  const iterator = provider.reply({ system: 's', turns, signal })[Symbol.asyncIterator]();
  expect((await iterator.next()).value).toBe('text-generation ');
  controller.abort();
  await expect(
    iterator
      .next()
      .then(() => iterator.next())
      .then(() => iterator.next()),
  ).rejects.toThrow();
  expect((await hear(provider, 'hello')).pieces).toEqual([
    'text-generation ',
    'tiny ',
    `${join(folder, 'models')} `,
    'Be brief. ',
    'hello ',
  ]);
});
