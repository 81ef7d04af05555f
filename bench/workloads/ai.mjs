// @ts-check
import { randomUUID } from 'node:crypto';
import { startAiService } from '../process/ai-service.mjs';
import { askRest } from '../targets/v1-rest.mjs';
import { figure, withServer } from './workload.mjs';

/** @typedef {import('../types.ts').Figure} Figure */
/** @typedef {import('../process/ai-service.mjs').Manner} Manner */

/** Milliseconds between two messages of the sender, and between two questions to the assistant. */
const INTERVAL = 10;
const QUESTION_EVERY = 50;

/** The same questions in each: without a service the built-in engine answers them. @type {readonly (Manner | 'no service')[]} */
const STATES = ['no service', 'answers', 'hangs', 'fails', 'endless'];

/**
 * AI: what ordinary messages take while the assistant is asked twenty questions a second and her language model answers,
 * hangs, fails, or never ends. Figures of one run stand side by side; the first column is the measure.
 * @type {import('./workload.mjs').Workload}
 */
export async function measureAi(target, options) {
  /** @type {Figure[]} */
  const figures = [];
  const notes = [];
  let yardstick;
  for (const state of STATES) {
    const { answer, questions, asked } = await measureState(target, options, state);
    yardstick ??= answer;
    figures.push(
      { ...figure('send → ack p50', 'ms', answer.p50, 'low'), column: state },
      { ...figure('send → ack p99', 'ms', answer.p99, 'low'), column: state },
      { ...figure('p50 to that without a service', '×', answer.p50 / yardstick.p50, 'low'), column: state },
      { ...figure('p99 to that without a service', '×', answer.p99 / yardstick.p99, 'low'), column: state },
    );
    notes.push(`${state}: ${questions} questions, ${asked} calls of the service`);
  }
  return { figures, notes, steps: [] };
}

/**
 * @param {import('../types.ts').Target} target @param {import('../types.ts').Options} options
 * @param {Manner | 'no service'} state
 */
async function measureState(target, options, state) {
  const service = state === 'no service' ? undefined : await startAiService(state);
  const environment = service === undefined ? {} : { AI_BASE_URL: service.baseUrl, AI_MODEL: 'bench' };
  try {
    return await withServer(target, { environment }, async (server, generator) => {
      const { peers, deliveriesPerMessage } = await target.pairs(server, 1);
      await generator.open({ wire: target.wire, port: server.port, peers });
      const questions = await askOnAndOn(server.port);
      try {
        const answer = await generator.quiet({
          samples: options.quietSamples,
          interval: INTERVAL,
          deliveriesPerMessage,
        });
        return { answer, questions: questions.asked(), asked: service?.asked() ?? 0 };
      } finally {
        await questions.stop();
      }
    });
  } finally {
    await service?.close();
  }
}

/** Somebody who asks the assistant one question after the other, whether she answers or not. @param {number} port */
async function askOnAndOn(port) {
  const name = `asker-${Date.now().toString(36)}`;
  const { access_token: token } = await askRest(port, 'POST', '/v1/auth/register', {
    body: { user_name: name, password: `${name}-8fK2` },
  });
  const { users } = await askRest(port, 'GET', '/v1/users?query=leta', { token });
  const assistant = users.find((/** @type {{ kind: string }} */ user) => user.kind === 'bot');
  const body = { kind: 'direct', user_ids: [assistant.id] };
  const { conversation } = await askRest(port, 'POST', '/v1/conversations', { token, body });
  let asked = 0;
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  const timer = setInterval(() => {
    const question = { type: 'text', text: `What is ${asked} times 7?` };
    asked += 1;
    last = askRest(port, 'PUT', `/v1/conversations/${conversation.id}/messages/${randomUUID()}`, {
      token,
      body: { content: question },
    });
    // A question that is refused fails the measurement where it is waited for.
    last.catch(() => undefined);
  }, QUESTION_EVERY);
  return {
    asked: () => asked,
    stop: async () => {
      clearInterval(timer);
      await last;
    },
  };
}
