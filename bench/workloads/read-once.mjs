// @ts-check
import { request } from 'node:http';

/**
 * One request and its whole answer; throws unless that is a success.
 * @param {import('node:http').RequestOptions} options @param {object} [body] @returns {Promise<void>}
 */
export function readOnce(options, body) {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', ...options }, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (/** @type {string} */ part) => {
        answer += part;
      });
      response.on('end', () => {
        const { statusCode = 0 } = response;
        if (statusCode >= 200 && statusCode < 300) resolve();
        else
          reject(
            new Error(`${options.method ?? 'GET'} ${options.path} answered ${statusCode}: ${answer.slice(0, 300)}`),
          );
      });
    });
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
