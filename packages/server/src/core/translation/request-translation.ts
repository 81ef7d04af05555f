import type { CoreContext } from '../context.ts';
import type { Message } from '../messages/message.ts';
import type { Store } from '../store.ts';
import { makeTranslation } from './make-translation.ts';
import type { MessageTranslation } from './message-translation.ts';
import { retryTranslation } from './retry-translation.ts';
import { tellReaders } from './tell-readers.ts';
import { textToTranslate } from './text-to-translate.ts';
import type { WantedTranslation } from './wanted-translation.ts';

/** Translations that are made at a time, and that wait; what comes beyond is left to be asked for again. */
const AT_A_TIME = 8;
const WAITING = 1_000;

interface Task {
  message: Message;
  target: string;
  readerIds: Set<string>;
  begin: () => void;
  result: Promise<MessageTranslation | undefined>;
}

/** By node: what is being made, one task for each message, version, text and language. */
interface Desk {
  tasks: Map<string, Task>;
  waiting: Task[];
  running: number;
}

const desks = new WeakMap<Store, Desk>();

/**
 * Has a message translated and tells the readers once it is there, all by one call of the engine; what the engine cannot do
 * now becomes a job that tries again. Resolves with the translation, or with undefined where there is none (yet).
 */
export function requestTranslation(
  core: CoreContext,
  wanted: WantedTranslation,
): Promise<MessageTranslation | undefined> {
  const desk = desks.get(core.store) ?? { tasks: new Map<string, Task>(), waiting: [], running: 0 };
  desks.set(core.store, desk);
  const { message, target } = wanted;
  // The text, too: moderation covers words without a new version, and who reads them so waits for no other translation.
  const name = JSON.stringify([message.id, message.rev, target, textToTranslate(message)]);
  const known = desk.tasks.get(name);
  if (known !== undefined) {
    for (const id of wanted.readerIds) known.readerIds.add(id);
    return known.result;
  }
  if (desk.waiting.length >= WAITING) {
    core.log.warn({ messageId: wanted.message.id }, 'too many translations wait; one was left out');
    return Promise.resolve(undefined);
  }
  const task = makeTask(core, wanted);
  desk.tasks.set(name, task);
  desk.waiting.push(task);
  void task.result.finally(() => {
    desk.tasks.delete(name);
    desk.running -= 1;
    next(desk);
  });
  next(desk);
  return task.result;
}

function next(desk: Desk): void {
  const task = desk.running < AT_A_TIME ? desk.waiting.shift() : undefined;
  if (task === undefined) return;
  desk.running += 1;
  task.begin();
}

function makeTask(core: CoreContext, { message, target, readerIds }: WantedTranslation): Task {
  let begin = (): void => undefined;
  const turn = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const ids = new Set(readerIds);
  const result = turn
    .then(() => run(core, { message, target, readerIds: ids }))
    .catch((fault: unknown) => {
      core.log.error({ err: fault, messageId: message.id }, 'a message could not be translated');
      return undefined;
    });
  return { message, target, readerIds: ids, begin, result };
}

async function run(
  core: CoreContext,
  { message, target, readerIds }: Pick<Task, 'message' | 'target' | 'readerIds'>,
): Promise<MessageTranslation | undefined> {
  const made = await makeTranslation(core, message, target);
  const ids = [...readerIds];
  if (made.reason === 'engine_failed') await retryTranslation(core, { message, target, readerIds: ids });
  if (made.translation === null) return undefined;
  const { translation } = made;
  return (await tellReaders(core, { message, translation }, ids)) ? translation : undefined;
}
