// @ts-check
import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * How a service behaves: it answers at once, never, with a fault, or without end.
 * @typedef {'answers' | 'hangs' | 'fails' | 'endless'} Manner
 */

/**
 * A language model’s service with the wire format of OpenAI’s chat completions.
 * @param {Manner} manner
 * @returns {Promise<{ baseUrl: string, asked: () => number, close: () => Promise<void> }>}
 */
export async function startAiService(manner) {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    request.resume();
    void answers[manner](response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no TCP port.');
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    asked: () => asked,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** @type {Record<Manner, (response: import('node:http').ServerResponse) => unknown>} */
const answers = {
  answers: (response) => {
    begin(response);
    for (const word of ['That ', 'is ', 'a ', 'good ', 'question.']) response.write(toEvent(word));
    response.end(`${toEvent('', 'stop')}data: [DONE]\n\n`);
  },
  hangs: () => undefined,
  fails: (response) =>
    response.writeHead(500, { 'Content-Type': 'application/json' }).end('{"error":{"message":"no"}}'),
  endless: async (response) => {
    begin(response);
    const portion = toEvent('on and on ').repeat(200);
    while (!response.destroyed) {
      if (!response.write(portion)) await drained(response);
    }
  },
};

/** @param {import('node:http').ServerResponse} response */
function begin(response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
}

/** @param {string} content @param {string | null} reason */
function toEvent(content, reason = null) {
  const choices = [{ index: 0, delta: { content }, finish_reason: reason }];
  return `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices })}\n\n`;
}

/** Until more can be written, or nobody reads any more. @param {import('node:http').ServerResponse} response @returns {Promise<void>} */
function drained(response) {
  return new Promise((resolve) => {
    const end = () => {
      response.off('drain', end).off('close', end);
      resolve();
    };
    response.on('drain', end).on('close', end);
  });
}
