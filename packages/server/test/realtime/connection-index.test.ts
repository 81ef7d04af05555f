import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConnectionIndex } from '../../src/realtime/connection-index.ts';
import type { Connection } from '../../src/realtime/connections/connection.ts';

const connections = ['a', 'b', 'c'].map((id) => ({ id }) as Connection);
const change = fc.record({ adds: fc.boolean(), key: fc.constantFrom('x', 'y'), which: fc.nat({ max: 2 }) });

test('however connections come and go, each key has those that were added and not removed since', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const index = new ConnectionIndex();
      const expected = new Map<string, Set<Connection>>();
      for (const { adds, key, which } of changes) {
        const connection = connections[which] as Connection;
        const own = expected.get(key) ?? new Set();
        expected.set(key, own);
        if (adds) own.add(connection);
        else own.delete(connection);
        if (adds) index.add(key, connection);
        else index.remove(key, connection);
      }
      for (const key of ['x', 'y']) {
        const own = expected.get(key) ?? new Set();
        expect(new Set(index.of(key))).toEqual(own);
        expect([...index.of(key)]).toHaveLength(own.size);
        expect(index.count(key)).toBe(own.size);
        expect(index.has(key)).toBe(own.size > 0);
        expect(index.keys().includes(key)).toBe(own.size > 0);
      }
    }),
  );
});
