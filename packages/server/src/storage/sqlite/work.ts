import type { CommittedBatch } from '../../core/events.ts';
import type { Ready } from '../../core/ready.ts';
import type { Transaction } from '../../core/store.ts';
import type { Writers } from '../sql/stores.ts';

export interface Work {
  run: (tx: Transaction) => Ready<unknown>;
  resolve: (value: unknown) => void;
  reject: (fault: unknown) => void;
  /** What it came to, or why it was refused; told after the sync. */
  outcome: unknown;
}

/** A transaction while works run in it. */
export interface Course {
  batch: CommittedBatch;
  writers: Writers;
  done: Work[];
  refused: Work[];
}

/** Works that are committed and wait for their sync. */
export interface Commit {
  batch: CommittedBatch;
  works: Work[];
}
