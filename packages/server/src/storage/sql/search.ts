import type { SearchQuery, SearchReader, SearchResultRow } from '../../core/search/search-store.ts';
import type { Executor } from './executor.ts';

export class SqlSearch implements SearchReader {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async messages(_userId: string, _query: SearchQuery, _offset: number, _limit: number): Promise<SearchResultRow[]> {
    void this.#executor;
    return [];
  }
}
