import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cache, CacheChange } from '../src/cache/cache.ts';
import { CacheWriter, joinChanges } from '../src/cache/cache-writer.ts';
import { FileCache } from '../src/cache/file-cache.ts';
import { MemoryCache } from '../src/cache/memory-cache.ts';
import { changes, sortState } from './support/cache-changes.ts';
import { me } from './support/model.ts';

function fileCache() {
  let text: string | null = null;
  const file = {
    read: async () => text,
    write: async (next: string) => {
      text = next;
    },
  };
  return { open: () => new FileCache(file), file };
}

describe.each([
  ['MemoryCache', () => new MemoryCache()],
  ['FileCache', () => fileCache().open()],
] as [string, () => Cache][])('%s', (_, open) => {
  it('is empty at first, gives back what was applied, and is empty when cleared', async () => {
    const cache = open();
    expect((await cache.load())?.me ?? null).toBeNull();
    await cache.apply({ me, token: 't1', blocked: ['user3'] });
    expect(await cache.load()).toMatchObject({ me, token: 't1', blocked: ['user3'], heads: [], outbox: [] });
    await cache.clear();
    expect(await cache.load()).toBeNull();
  });

  it('holds the same after two changes as after the two joined', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(changes, { maxLength: 4 }), changes, changes, async (before, first, second) => {
        const [apart, joined] = [open(), open()];
        for (const change of before) {
          await apart.apply(change);
          await joined.apply(change);
        }
        await apart.apply(first);
        await apart.apply(second);
        await joined.apply(joinChanges(first, second));
        expect(sortState(await joined.load())).toEqual(sortState(await apart.load()));
      }),
      { numRuns: 200 },
    );
  });
});

describe('FileCache', () => {
  it('gives another process what the first one stored', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(changes, { minLength: 1, maxLength: 5 }), async (list) => {
        const { open } = fileCache();
        const [writer, memory] = [open(), new MemoryCache()];
        for (const change of list) {
          await writer.apply(change);
          await memory.apply(change);
        }
        expect(sortState(await open().load())).toEqual(sortState(await memory.load()));
      }),
    );
  });

  it('takes a text it cannot read for none', async () => {
    const { open, file } = fileCache();
    await file.write('{"version":1,"heads":[{');
    expect(await open().load()).toBeNull();
  });
});

describe('the writer', () => {
  it('writes one after the other and joins what came meanwhile', async () => {
    const applied: CacheChange[] = [];
    let release: () => void = () => undefined;
    const cache: Cache = {
      load: async () => null,
      clear: async () => undefined,
      apply: (change) => {
        applied.push(change);
        return new Promise((resolve) => {
          release = resolve;
        });
      },
    };
    const writer = new CacheWriter(cache, () => undefined);
    const first = writer.write({ token: 'a' });
    await Promise.resolve();
    let stored = false;
    const second = writer.write({ token: 'b' }).then(() => {
      stored = true;
    });
    void writer.write({ token: 'c', blocked: ['x'] });
    expect(applied).toEqual([{ token: 'a' }]);
    release();
    await first;
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(applied).toEqual([{ token: 'a' }, { token: 'c', blocked: ['x'] }]);
    expect(stored).toBe(false);
    release();
    await second;
  });

  it('leaves a cache that failed at its last whole state, and says so once', async () => {
    const tokens: unknown[] = [];
    const failures: unknown[] = [];
    const cache: Cache = {
      load: async () => null,
      clear: async () => undefined,
      apply: async ({ token }) => {
        if (token === 'bad') throw new Error('disk full');
        tokens.push(token);
      },
    };
    const writer = new CacheWriter(cache, (error) => failures.push(error));
    await writer.write({ token: 'good' });
    await writer.write({ token: 'bad' });
    await writer.write({ token: 'later' });
    expect(tokens).toEqual(['good']);
    expect(failures).toHaveLength(1);
  });
});
