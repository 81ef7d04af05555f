import type { Call, CallState, CallType } from '../../core/calls/call.ts';
import type { CallStore } from '../../core/calls/call-store.ts';
import type { Executor } from './executor.ts';
import type { CallTable } from './tables.ts';

export class SqlCalls implements CallStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async find(id: string): Promise<Call | undefined> {
    const row = await this.#executor.row(this.#executor.build.selectFrom('calls').selectAll().where('id', '=', id));
    return row === undefined ? undefined : toCall(row);
  }

  async listOpenOf(userId: string): Promise<Call[]> {
    const query = this.#executor.build
      .selectFrom('calls')
      .selectAll()
      .where((where) => where.or([where('caller_id', '=', userId), where('callee_id', '=', userId)]))
      .where('state', 'in', ['ringing', 'answered'])
      .orderBy('started_at');
    return (await this.#executor.rows(query)).map(toCall);
  }

  async listRinging(): Promise<Call[]> {
    const query = this.#executor.build.selectFrom('calls').selectAll().where('state', '=', 'ringing');
    return (await this.#executor.rows(query)).map(toCall);
  }

  async listOf(userId: string, before: number, limit: number): Promise<Call[]> {
    const query = this.#executor.build
      .selectFrom('calls')
      .selectAll()
      .where((where) => where.or([where('caller_id', '=', userId), where('callee_id', '=', userId)]))
      .where('started_at', '<', before)
      .orderBy('started_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit);
    return (await this.#executor.rows(query)).map(toCall);
  }

  async insert(call: Call): Promise<void> {
    await this.#executor.run(
      this.#executor.build.insertInto('calls').values({
        id: call.id,
        conversation_id: call.conversationId,
        caller_id: call.callerId,
        callee_id: call.calleeId,
        type: call.type,
        state: call.state,
        started_at: call.startedAt,
        answered_at: call.answeredAt,
        ended_at: call.endedAt,
      }),
    );
  }

  async move(call: Call, from: CallState): Promise<boolean> {
    const query = this.#executor.build
      .updateTable('calls')
      .set({ state: call.state, answered_at: call.answeredAt, ended_at: call.endedAt })
      .where('id', '=', call.id)
      .where('state', '=', from);
    return (await this.#executor.run(query)) === 1;
  }
}

function toCall(row: CallTable): Call {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    callerId: row.caller_id,
    calleeId: row.callee_id,
    type: row.type as CallType,
    state: row.state as CallState,
    startedAt: row.started_at,
    answeredAt: row.answered_at,
    endedAt: row.ended_at,
  };
}
