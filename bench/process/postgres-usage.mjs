// @ts-check
import pg from 'pg';
import { cpuSeconds } from './usage.mjs';

/**
 * Watches the processes that PostgreSQL, on this machine, has for one database. Its writers of log and pages serve all
 * databases and are not counted.
 * @param {string} url
 */
export async function watchBackends(url) {
  const client = new pg.Client({ connectionString: url, application_name: 'bench' });
  await client.connect();
  /** @type {Map<number, number>} */
  const begun = new Map();
  for (const pid of await findBackends(client)) begun.set(pid, cpuSeconds(pid));
  const commits = await countCommits(client);
  return {
    /** Seconds of CPU since then, and how many transactions were committed; of processes that live now. */
    async stop() {
      let seconds = 0;
      for (const pid of await findBackends(client)) seconds += cpuSeconds(pid) - (begun.get(pid) ?? 0);
      const committed = (await countCommits(client)) - commits;
      await client.end();
      return { cpuSeconds: seconds, commits: committed };
    },
  };
}

/** @param {pg.Client} client @returns {Promise<number[]>} */
async function findBackends(client) {
  const { rows } = await client.query(
    `select pid from pg_stat_activity where datname = current_database() and application_name <> 'bench'`,
  );
  return rows.map((row) => row.pid);
}

/** Transactions that changed something have an id. @param {pg.Client} client */
async function countCommits(client) {
  const { rows } = await client.query('select pg_snapshot_xmax(pg_current_snapshot())::text as next');
  return Number(rows[0].next);
}
