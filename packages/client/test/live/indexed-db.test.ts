import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CacheChange, CacheState } from '../../src/cache/cache.ts';
import { MemoryCache } from '../../src/cache/memory-cache.ts';
import { changes, sortState } from '../support/cache-changes.ts';
import { me } from '../support/model.ts';

const executablePath = process.env.TEST_CHROMIUM;
const built = fileURLToPath(new URL('../../dist/cache/indexed-db-cache.js', import.meta.url));

/** Maps do not travel between the test and the page: they go as entries. */
type Sent = { kind: 'change'; change: unknown } | { kind: 'clear' };
const pack = (value: unknown) => JSON.stringify(value, (_, item) => (item instanceof Map ? { map: [...item] } : item));
const unpack = (text: string) =>
  JSON.parse(text, (_, item) => (Array.isArray(item?.map) ? new Map(item.map as [string, unknown][]) : item));

/** One cache a name, as one start of a client would have. */
const document = `<!doctype html><title>cache</title><script type="module">
  import { IndexedDbCache } from '/cache.js';
  const caches = new Map();
  const revive = (_, item) => (Array.isArray(item?.map) ? new Map(item.map) : item);
  const flatten = (_, item) => (item instanceof Map ? { map: [...item] } : item);
  globalThis.runCache = async (name, packed) => {
    const cache = caches.get(name) ?? new IndexedDbCache(name);
    caches.set(name, cache);
    for (const step of JSON.parse(packed, revive)) {
      if (step.kind === 'clear') await cache.clear();
      else await cache.apply(step.change);
    }
    return JSON.stringify(await cache.load(), flatten);
  };
</script>`;

describe.skipIf(!executablePath)('IndexedDbCache in Chromium', () => {
  let browser: Browser;
  let files: Server;
  let page: Page;

  beforeAll(async () => {
    const script = await readFile(built, 'utf8');
    files = createServer((request, response) => {
      const isScript = request.url === '/cache.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : document);
    });
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox'] });
    page = await newPage();
  });
  afterAll(async () => {
    await browser?.close();
    files?.close();
  });

  async function newPage(context = browser.newContext()): Promise<Page> {
    const opened = await (await context).newPage();
    await opened.goto(`http://127.0.0.1:${(files.address() as AddressInfo).port}/`);
    return opened;
  }

  /** Applies the changes to the page’s cache of that name, and gives what it then holds. */
  async function run(where: Page, name: string, steps: readonly Sent[]): Promise<CacheState | null> {
    await where.waitForFunction('globalThis.runCache !== undefined');
    const text = await where.evaluate<string>(`runCache(${JSON.stringify(name)}, ${JSON.stringify(pack(steps))})`);
    return unpack(text) as CacheState | null;
  }

  it('holds what a MemoryCache holds after the same changes', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(changes, { minLength: 1, maxLength: 6 }), async (list) => {
        count += 1;
        const all: CacheChange[] = [{ me, token: 't0', blocked: [] }, ...list];
        const memory = new MemoryCache();
        for (const change of all) await memory.apply(change);
        const steps = all.map((change) => ({ kind: 'change', change }) as const);
        expect(sortState(await run(page, `cache${count}`, steps))).toEqual(sortState(await memory.load()));
      }),
      { numRuns: 30 },
    );
    expect(await run(page, 'cache1', [{ kind: 'clear' }])).toBeNull();
  });

  it('outlives the page, and a second tab reads it but neither writes it nor sends what waits', async () => {
    const context = browser.newContext();
    const first = await newPage(context);
    const [entry] = fc.sample(changes, 500).flatMap((change) => change.outbox ?? []);
    const change = { me, token: 'first', outbox: [entry] };
    await run(first, 'shared', [{ kind: 'change', change }]);
    const second = await newPage(context);
    const seen = await run(second, 'shared', [{ kind: 'change', change: { token: 'second' } }]);
    expect(seen).toMatchObject({ token: 'first', outbox: [] });
    await first.close();
    await second.reload();
    expect(await run(second, 'shared', [])).toMatchObject({ token: 'first', outbox: [entry] });
  });
});
