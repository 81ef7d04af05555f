// @ts-check
import { readFileSync } from 'node:fs';

/** @typedef {{ count: number, bytes: number }} Held */

/** What the engine names by its place or its purpose is put together by kind. */
const UNNAMED = new Set([
  'array',
  'code',
  'closure',
  'concatenated string',
  'sliced string',
  'string',
  'number',
  'bigint',
]);

/**
 * What a heap snapshot holds, by constructor or, where a thing has none, by kind of thing; the bytes are each one's own.
 * @param {string} file @returns {Map<string, Held>}
 */
export function readHeap(file) {
  const { snapshot, nodes, strings } = JSON.parse(readFileSync(file, 'utf8'));
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const at = (/** @type {string} */ name) => fields.indexOf(name);
  const [type, name, size] = [at('type'), at('name'), at('self_size')];
  /** @type {Map<string, Held>} */
  const held = new Map();
  for (let node = 0; node < nodes.length; node += fields.length) {
    const kind = types[0][nodes[node + type]];
    const key = UNNAMED.has(kind) ? `(${kind})` : `${kind} ${strings[nodes[node + name]]}`.slice(0, 80);
    const known = held.get(key) ?? { count: 0, bytes: 0 };
    known.count += 1;
    known.bytes += nodes[node + size];
    held.set(key, known);
  }
  return held;
}

/**
 * What grew from one snapshot to the next, for each of `added` things; the largest first, what is below a byte left out.
 * @param {Map<string, Held>} before @param {Map<string, Held>} after @param {number} added
 */
export function compareHeaps(before, after, added) {
  return [...after]
    .map(([what, { count, bytes }]) => ({
      what,
      count: (count - (before.get(what)?.count ?? 0)) / added,
      bytes: (bytes - (before.get(what)?.bytes ?? 0)) / added,
    }))
    .filter(({ bytes }) => bytes >= 1)
    .sort((one, other) => other.bytes - one.bytes);
}
