import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** What the thread of a local model is told and tells. */
export type ToWorker =
  | { id: number; type: 'ask'; messages: readonly { role: string; content: string }[] }
  | { id: number; type: 'stop' };
export type FromWorker =
  | { id: number; type: 'piece'; text: string }
  | { id: number; type: 'end' }
  | { id: number; type: 'fault'; text: string };

/** The part of @huggingface/transformers that is used here; it is not installed where this is compiled. */
interface Library {
  env: { allowRemoteModels: boolean; localModelPath: string };
  pipeline(task: 'text-generation', model: string): Promise<Generator>;
  TextStreamer: new (
    tokenizer: unknown,
    options: { skip_prompt: boolean; skip_special_tokens: boolean; callback_function: (text: string) => void },
  ) => object;
  InterruptableStoppingCriteria: new () => { interrupt(): void };
}
type Generator = ((messages: readonly object[], options: object) => Promise<unknown>) & { tokenizer: unknown };

/** The longest answer. */
const MOST_TOKENS = 1_024;

const { entry, model } = workerData as { entry: string; model: string };
const tell = (message: FromWorker): void => parentPort?.postMessage(message);
let loading: Promise<{ library: Library; generator: Generator }> | undefined;
/** One answer after the other. */
let last: Promise<void> = Promise.resolve();
let current: { id: number; stopping: { interrupt(): void } } | undefined;
const stopped = new Set<number>();

async function load(): Promise<{ library: Library; generator: Generator }> {
  const found = (await import(pathToFileURL(entry).href)) as Library & { default?: Library };
  // A package for CommonJS has everything under `default`.
  const library = found.env === undefined && found.default !== undefined ? found.default : found;
  library.env.allowRemoteModels = false;
  library.env.localModelPath = dirname(model);
  return { library, generator: await library.pipeline('text-generation', basename(model)) };
}

async function answer(id: number, messages: readonly object[]): Promise<void> {
  loading ??= load();
  const { library, generator } = await loading;
  if (stopped.delete(id)) return;
  const stopping = new library.InterruptableStoppingCriteria();
  current = { id, stopping };
  const streamer = new library.TextStreamer(generator.tokenizer, {
    skip_prompt: true,
    skip_special_tokens: true,
    callback_function: (text) => {
      if (text !== '') tell({ id, type: 'piece', text });
    },
  });
  try {
    await generator(messages, { max_new_tokens: MOST_TOKENS, do_sample: false, streamer, stopping_criteria: stopping });
  } finally {
    current = undefined;
  }
}

parentPort?.on('message', (message: ToWorker) => {
  const { id } = message;
  if (message.type === 'stop') {
    // It may still wait for its turn, or for the model.
    if (current?.id === id) current.stopping.interrupt();
    else stopped.add(id);
    return;
  }
  last = last
    .then(() => answer(id, message.messages))
    .then(
      () => tell({ id, type: 'end' }),
      (fault: unknown) => tell({ id, type: 'fault', text: String(fault) }),
    );
});
