import type { RequestTaker } from './request-taker.ts';

/** Longer ids are not exact as numbers; the library reads them as it does. */
const MOST_ID_DIGITS = 15;
const START = /^\d*(?=\[)/;

/**
 * Hands over a request, which is what stands behind the prefix of a Socket.IO event: perhaps an id, then a list of a name
 * and inputs. false when the library must say what is wrong with it, or the request is not for this taker.
 */
export function takeRequest(taker: RequestTaker, text: string): boolean {
  const id = START.exec(text)?.[0];
  if (id === undefined || id.length > MOST_ID_DIGITS) return false;
  const inputs = parseList(text.slice(id.length));
  const name: unknown = inputs?.shift();
  if (inputs === undefined || typeof name !== 'string' || !taker.takes(name)) return false;
  if (id !== '') inputs.push(taker.makeAnswer(Number(id)));
  taker.request(name, inputs);
  return true;
}

function parseList(json: string): unknown[] | undefined {
  try {
    // It starts with a bracket: whatever can be parsed is a list.
    return JSON.parse(json) as unknown[];
  } catch {
    return undefined;
  }
}
