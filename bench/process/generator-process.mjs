// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../generator/generator.mjs', import.meta.url));

/** @typedef {import('../types.ts').Peer} Peer */
/** @typedef {import('../types.ts').WireId} WireId */
/** @typedef {import('../types.ts').StepRequest} StepRequest */
/** @typedef {import('../types.ts').StepResult} StepResult */
/** @typedef {import('../types.ts').QuietResult} QuietResult */

/** The load generator in a process of its own: one question at a time, one answer each. */
export class GeneratorProcess {
  #child = fork(SCRIPT, { execArgv: ['--max-semi-space-size=64'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });

  /** @param {{ niceness?: number }} [options] niceness: yields to others on its core, as nice(1) does */
  constructor({ niceness = 0 } = {}) {
    if (niceness > 0 && this.#child.pid !== undefined) setPriority(this.#child.pid, niceness);
  }

  /**
   * Opens one connection for each peer, beside those already open. Throws when one is refused.
   * @param {{ wire: WireId, port: number, peers: Peer[] }} request
   * @returns {Promise<void>}
   */
  open(request) {
    return this.#ask('open', request);
  }

  /** Sends at a fixed rate, round the connections. @param {StepRequest} request @returns {Promise<StepResult>} */
  step(request) {
    return this.#ask('step', request);
  }

  /**
   * Sends from the first connection alone, one message at a time, and times the answers.
   * @param {{ samples: number, interval: number, deliveriesPerMessage: number, warmUp?: number }} request
   * @returns {Promise<QuietResult>}
   */
  quiet(request) {
    return this.#ask('quiet', request);
  }

  /**
   * Opens all at the same moment and waits until each is current.
   * @param {{ wire: WireId, port: number, peers: Peer[] }} request
   * @returns {Promise<import('../types.ts').ReconnectResult>}
   */
  reconnect(request) {
    return this.#ask('reconnect', request);
  }

  /** Closes every connection. @returns {Promise<void>} */
  close() {
    return this.#ask('close', {});
  }

  async stop() {
    const ended = once(this.#child, 'exit');
    // Not asked to end: Node 22 and later now and then never come out of `process.exit` (nodejs/node#54918).
    this.#child.kill('SIGKILL');
    await ended;
  }

  /** @param {string} command @param {object} request */
  async #ask(command, request) {
    const listening = new AbortController();
    const answered = once(this.#child, 'message', { signal: listening.signal });
    const ended = once(this.#child, 'exit', { signal: listening.signal });
    this.#child.send({ command, request });
    try {
      const [answer] = await Promise.race([answered, ended]);
      if (answer === null || typeof answer !== 'object') throw new Error(`The generator ended during "${command}".`);
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.result;
    } finally {
      // The one that lost the race is let go; its rejection says only that.
      void Promise.allSettled([answered, ended]);
      listening.abort();
    }
  }
}
