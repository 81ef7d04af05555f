import { PostgresConnection } from './connection.ts';
import { translate } from './lost.ts';

/** Questions outside of transactions, each on whichever connection is free. Throws `unavailable` where none can be asked. */
export class ReadingConnection extends PostgresConnection {
  override async query(sql: string, parameters: readonly unknown[]): Promise<unknown[]> {
    try {
      return await super.query(sql, parameters);
    } catch (fault) {
      throw translate(fault);
    }
  }
}
