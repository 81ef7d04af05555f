import type { StoredTranslation, TranslationKey, TranslationStore } from '../../core/translation/translation-store.ts';
import type { Executor } from './executor.ts';
import type { TranslationTable } from './tables.ts';

/** Before the engine’s name: the row is no translation but somebody’s claim to make one, and ends at `created_at`. */
const CLAIM = 'claim ';

export class SqlTranslations implements TranslationStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async find(key: TranslationKey): Promise<StoredTranslation | undefined> {
    const row = await this.#executor.row<TranslationTable>(
      this.#executor.build
        .selectFrom('translations')
        .selectAll()
        .where('text_hash', '=', key.textHash)
        .where('target', '=', key.target)
        .where('engine', '=', key.engine)
        .where('source', '=', key.source),
    );
    return row === undefined ? undefined : toTranslation(row);
  }

  async findAll(textHashes: readonly string[], engine: string): Promise<StoredTranslation[]> {
    if (textHashes.length === 0) return [];
    const rows = await this.#executor.rows<TranslationTable>(
      this.#executor.build
        .selectFrom('translations')
        .selectAll()
        .where('text_hash', 'in', [...textHashes])
        .where('engine', '=', engine)
        .orderBy('source'),
    );
    return rows.map(toTranslation);
  }

  async put(translation: StoredTranslation): Promise<void> {
    await this.#executor.run(
      this.#executor.build
        .insertInto('translations')
        .values({
          text_hash: translation.textHash,
          source: translation.source,
          target: translation.target,
          engine: translation.engine,
          text: translation.text,
          found_source: translation.foundSource,
          created_at: translation.createdAt,
        })
        .onConflict((conflict) => conflict.doNothing()),
    );
  }

  async claim(key: TranslationKey, times: { now: number; until: number }) {
    const { textHash, source, target, engine } = key;
    const row = await this.#executor.row<{ created_at: number }>(
      this.#executor.build
        .insertInto('translations')
        .values({
          text_hash: textHash,
          source,
          target,
          engine: CLAIM + engine,
          text: '',
          found_source: null,
          created_at: times.until,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['text_hash', 'target', 'engine', 'source'])
            .doUpdateSet({ created_at: times.until })
            .where('translations.created_at', '<', times.now),
        )
        .returning('created_at'),
    );
    if (row === undefined) return false;
    // Whoever made it may have ended their turn since the caller looked; only a statement after the claim's is sure to see it.
    if ((await this.find(key)) === undefined) return true;
    await this.release(key);
    return false;
  }

  async release({ textHash, source, target, engine }: TranslationKey): Promise<void> {
    await this.#executor.run(
      this.#executor.build
        .deleteFrom('translations')
        .where('text_hash', '=', textHash)
        .where('target', '=', target)
        .where('engine', '=', CLAIM + engine)
        .where('source', '=', source),
    );
  }

  async remove(textHash: string): Promise<void> {
    await this.#executor.run(this.#executor.build.deleteFrom('translations').where('text_hash', '=', textHash));
  }
}

function toTranslation(row: TranslationTable): StoredTranslation {
  return {
    textHash: row.text_hash,
    source: row.source,
    target: row.target,
    engine: row.engine,
    text: row.text,
    foundSource: row.found_source,
    createdAt: row.created_at,
  };
}
