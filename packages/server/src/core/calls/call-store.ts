import type { Call, CallState } from './call.ts';

export interface CallReader {
  find(id: string): Promise<Call | undefined>;
  /** Calls of this person that ring or were answered, oldest first. */
  listOpenOf(userId: string): Promise<Call[]>;
  listRinging(): Promise<Call[]>;
  /** At most `limit` calls of this person that started before `before`, newest first. */
  listOf(userId: string, before: number, limit: number): Promise<Call[]>;
}

export interface CallStore extends CallReader {
  insert(call: Call): Promise<void>;
  /** Writes state and times; false when the call was no longer in the state `from`. */
  move(call: Call, from: CallState): Promise<boolean>;
}
