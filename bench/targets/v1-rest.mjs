// @ts-check

/**
 * Asks one v1 operation over REST. Throws with the server's own words when it says no.
 * @param {number} port @param {string} method @param {string} path
 * @param {{ token?: string, body?: object }} [options]
 * @returns {Promise<any>}
 */
export async function askRest(port, method, path, { token, body } = {}) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${answer.slice(0, 500)}`);
  return JSON.parse(answer);
}

/**
 * Runs `work` for 0 … count − 1, some at a time, and returns the results in order.
 * @template T @param {number} count @param {(index: number) => Promise<T>} work @param {number} [lanes] @returns {Promise<T[]>}
 */
export async function inParallel(count, work, lanes = 16) {
  /** @type {T[]} */
  const results = new Array(count);
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next++;
      results[index] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
