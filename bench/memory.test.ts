import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareHeaps, readHeap } from './memory/read-heap.mjs';

/** As V8 writes it: numbers in rows, of which the names stand in a list of texts. */
function writeSnapshot(folder: string, name: string, sockets: number): string {
  const node_fields = ['type', 'name', 'id', 'self_size', 'edge_count'];
  const node_types = [['object', 'closure', 'string'], 'string', 'number', 'number', 'number'];
  const socket = Array.from({ length: sockets }, (_, index) => [0, 0, index, 200, 0]).flat();
  const closures = Array.from({ length: sockets * 2 }, (_, index) => [1, 1 + (index % 2), index, 64, 0]).flat();
  const nodes = [...socket, ...closures, 2, 3, 0, 40, 0];
  const file = join(folder, name);
  const strings = ['Socket', 'onData', 'onEnd', 'a text'];
  writeFileSync(file, JSON.stringify({ snapshot: { meta: { node_fields, node_types } }, nodes, strings }));
  return file;
}

test('what grew between two snapshots is told by constructor, and by kind where there is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-bench-'));
  try {
    const before = readHeap(writeSnapshot(folder, 'before', 10));
    const after = readHeap(writeSnapshot(folder, 'after', 30));
    expect(compareHeaps(before, after, 20)).toEqual([
      { what: 'object Socket', count: 1, bytes: 200 },
      { what: '(closure)', count: 2, bytes: 128 },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
