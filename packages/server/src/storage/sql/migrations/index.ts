import type { Capabilities } from '../../capabilities.ts';
import type { Connection } from '../executor.ts';
import { initial } from './001-initial.ts';
import { search } from './002-search.ts';
import { mediaAndCalls } from './003-media-calls.ts';
import { translations } from './004-translations.ts';
import { jobs } from './006-jobs.ts';
import { ai } from './007-ai.ts';
import { answers } from './008-answers.ts';
import { translateTo } from './009-translate-to.ts';
import { moderation } from './010-moderation.ts';
import { jobOwners } from './011-job-owners.ts';
import { sentPositions } from './012-sent-positions.ts';
import { commits } from './013-commits.ts';
import { growth } from './014-growth.ts';
import { digests } from './015-digests.ts';
import { clientIds } from './016-client-ids.ts';
import { wordList } from './017-word-list.ts';
import { shortLists } from './018-short-lists.ts';

interface Migration {
  name: string;
  statements: (capabilities: Capabilities) => string[];
}

/** In order, never edited once landed. */
export const migrations: readonly Migration[] = [
  { name: '001-initial', statements: initial },
  { name: '002-search', statements: search },
  { name: '003-media-calls', statements: mediaAndCalls },
  { name: '004-translations', statements: translations },
  { name: '006-jobs', statements: jobs },
  { name: '007-ai', statements: ai },
  { name: '008-answers', statements: answers },
  { name: '009-translate-to', statements: translateTo },
  { name: '010-moderation', statements: moderation },
  { name: '011-job-owners', statements: jobOwners },
  { name: '012-sent-positions', statements: sentPositions },
  { name: '013-commits', statements: commits },
  { name: '014-growth', statements: growth },
  { name: '015-digests', statements: digests },
  { name: '016-client-ids', statements: clientIds },
  { name: '017-word-list', statements: wordList },
  { name: '018-short-lists', statements: shortLists },
];

/**
 * Brings the schema up to date. The caller holds the migration lock and an open transaction.
 * Refuses a database that a newer version has migrated further. Returns the names that were applied.
 */
export async function migrate(connection: Connection): Promise<string[]> {
  const { textType } = connection.capabilities;
  await connection.run(`create table if not exists meta (key ${textType} primary key, value ${textType} not null)`, []);
  const known = new Set(migrations.map((migration) => migration.name));
  const rows = (await connection.query(`select key from meta where key like 'migration:%'`, [])) as { key: string }[];
  const applied = new Set(rows.map((row) => row.key.slice('migration:'.length)));
  for (const name of applied) {
    if (!known.has(name)) {
      throw new Error(
        `The database has the migration “${name}”, which this version does not know; start a newer version.`,
      );
    }
  }
  const fresh: string[] = [];
  for (const migration of migrations) {
    if (applied.has(migration.name)) continue;
    for (const statement of migration.statements(connection.capabilities)) await connection.run(statement, []);
    const insert =
      connection.capabilities.database === 'sqlite'
        ? 'insert into meta (key, value) values (?, ?)'
        : 'insert into meta (key, value) values ($1, $2)';
    await connection.run(insert, [`migration:${migration.name}`, new Date().toISOString()]);
    fresh.push(migration.name);
  }
  return fresh;
}
