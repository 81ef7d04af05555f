import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AiActivity } from '../../core/ports/ai-activity.ts';
import type { AiRequest, ModelProvider } from '../../core/ports/ai-provider.ts';
import { ServiceFault } from '../services/service-fault.ts';
import { ServiceGuard, type ServiceLimits } from '../services/service-guard.ts';
import type { FromWorker, ToWorker } from './transformers-worker.ts';

const PACKAGE = '@huggingface/transformers';
/** How long an answer that is not wanted any more may take to end, in milliseconds, before its thread is ended. */
const GRACE = 5_000;

export interface TransformersOptions {
  /** The folder of the model. */
  model: string;
  /** The folder whose node_modules has the package. */
  path: string;
  activity: AiActivity;
  limits?: Partial<ServiceLimits>;
  /** The compiled thread, where it does not lie beside this file. */
  thread?: URL;
}

/**
 * A model in a local folder, run by the package @huggingface/transformers in a thread of its own, so that its work holds up
 * nobody. The package is no part of this program; without it the constructor throws a sentence that says how to get it.
 */
export class Transformers implements ModelProvider {
  readonly id = 'transformers';
  readonly name = 'The local model';
  readonly model: string;
  readonly takesOwnKeys = false;
  readonly #thread: URL;
  readonly #data: { entry: string; model: string };
  readonly #guard: ServiceGuard;
  #worker: Worker | undefined;
  #asked = 0;

  constructor({ model, path, activity, limits, thread }: TransformersOptions) {
    this.model = basename(model);
    this.#data = { entry: findPackage(path), model: requireModel(model) };
    this.#thread = thread ?? new URL('./transformers-worker.js', import.meta.url);
    const { name, id: provider } = this;
    // One answer at a time: two would take twice as long each. The first one also loads the model.
    const own = { concurrent: 1, ...(limits?.whole === undefined ? {} : { first: limits.whole }) };
    this.#guard = new ServiceGuard({ name, service: 'chat', provider, activity, limits: { ...limits, ...own } });
  }

  canReply(): boolean {
    return true;
  }

  reply({ signal, ...request }: AiRequest): AsyncIterable<string> {
    return this.#guard.stream((ends) => this.#ask(request, ends), { signal });
  }

  async *#ask({ system, turns }: Omit<AiRequest, 'signal'>, signal: AbortSignal): AsyncGenerator<string> {
    const worker = this.#start();
    this.#asked += 1;
    const id = this.#asked;
    const heard: FromWorker[] = [];
    let wake: () => void = () => undefined;
    const hear = (message: FromWorker): void => {
      if (message.id !== id) return;
      heard.push(message);
      wake();
    };
    const end = (): void => hear({ id, type: 'fault', text: 'the thread has ended' });
    const stop = (): void => interrupt(worker, id);
    worker.on('message', hear).once('exit', end);
    signal.addEventListener('abort', stop, { once: true });
    const said = turns.map(({ role, author, text }) => ({ role, content: author ? `${author}: ${text}` : text }));
    const messages = [{ role: 'system', content: system }, ...said];
    worker.postMessage({ id, type: 'ask', messages } satisfies ToWorker);
    try {
      for (;;) {
        const message = heard.shift();
        if (message === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else if (message.type === 'piece') yield message.text;
        else if (message.type === 'fault') throw new ServiceFault('failed');
        else return;
      }
    } finally {
      signal.removeEventListener('abort', stop);
      worker.off('message', hear).off('exit', end);
    }
  }

  #start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(this.#thread, { workerData: this.#data });
    this.#worker = worker;
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    // The answer that waits is told by the exit that follows.
    worker.on('error', () => undefined);
    // A model that thinks does not keep a server alive that wants to stop.
    worker.unref();
    return worker;
  }
}

/** Asks it to stop; the next answer has to wait until it does, so a thread that does not heed is ended. */
function interrupt(worker: Worker, id: number): void {
  worker.postMessage({ id, type: 'stop' } satisfies ToWorker);
  const timer = setTimeout(() => void worker.terminate(), GRACE).unref();
  const hear = (message: FromWorker): void => {
    if (message.id === id && message.type !== 'piece') end();
  };
  const end = (): void => {
    clearTimeout(timer);
    worker.off('message', hear).off('exit', end);
  };
  worker.on('message', hear).once('exit', end);
}

function findPackage(path: string): string {
  try {
    return createRequire(join(path, 'index.js')).resolve(PACKAGE);
  } catch {
    throw new Error(
      `TRANSFORMERS_MODEL is set, but the package ${PACKAGE} is not installed in ${path}. ` +
        `Install it there (npm install --prefix ${path} ${PACKAGE}), name its folder in TRANSFORMERS_PATH, or leave TRANSFORMERS_MODEL out.`,
    );
  }
}

function requireModel(model: string): string {
  if (existsSync(join(model, 'config.json'))) return model;
  throw new Error(`TRANSFORMERS_MODEL is “${model}”, but there is no model: a folder with a config.json is wanted.`);
}
