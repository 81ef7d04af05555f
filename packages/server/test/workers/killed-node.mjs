// A node that takes one job and never ends it: its folder, its database (or nothing), and whether its effect comes first.
import { randomUUID } from 'node:crypto';
import { openStore } from '../../dist/storage/open-store.js';
import { Worker } from '../../dist/workers/worker.js';

const [dataDir, databaseUrl, effect] = process.argv.slice(2);
const log = { debug() {}, info() {}, warn() {}, error() {} };
const store = await openStore({
  dataDir,
  databaseUrl: databaseUrl === '' ? undefined : databaseUrl,
  durability: 'full',
  poolSize: 4,
  log,
});
const core = {
  store,
  log,
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  ids: { next: randomUUID },
};

async function run(_core, payload, { complete }) {
  if (effect === 'after effect') {
    await store.transaction(async (tx) => {
      await tx.users.insert(payload.user);
      await complete(tx);
    });
  }
  console.log('ready to be killed');
  await new Promise(() => setInterval(() => {}, 1000));
}

new Worker({ core, concurrency: 1, handlers: new Map([['test', { run, timeout: 600_000, attempts: 3 }]]) }).start();
