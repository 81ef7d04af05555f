import type { CommitListener, CommittedBatch } from '../../core/events.ts';
import { parseBatchText } from '../../core/nodes/batch-text.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Elsewhere } from '../../core/store.ts';
import { InOrder } from './in-order.ts';
import { NewestStates } from './newest-states.ts';

/**
 * What a look could see: all that was committed below `ceiling` and is not among `running`. The next one need not see it
 * again, so a look costs as much as there is new, however long somebody’s transaction holds the frontier back.
 */
export interface Horizon {
  ceiling: number;
  running: readonly number[];
}

/** One look at the database. Positions are global ones. */
export interface Sight {
  horizon: Horizon;
  /** Everything at or below it is settled, and what of it was not known is in `found`. */
  frontier: number;
  /** At or below it commits may be missing from the table, because they are old. */
  pruned: number;
  found: { gpos: number; order: number; text: string }[];
}

/** Most commits of one look; where there are more, the next follows at once. */
export const SIGHT_LIMIT = 1_000;

/**
 * Milliseconds: between two looks while somebody waits to be told; while nobody does, and only tokens would become newer,
 * each of them a write to every connection; while the frontier is held back; after a failure; unasked, unless told otherwise.
 */
const LEAST_PAUSE = 5;
const CALM_PAUSE = 40;
const BEHIND_PAUSE = 40;
const FAILURE_PAUSE = 250;
const PACE = 200;
/** So long the frontier may be held back, in milliseconds, before the log says so. */
const LONG_HELD = 30_000;

/**
 * Tells this process what was committed, by itself and by others, each commit once. Its own it knows; those of others are
 * brought by a bus or found in the table `commits`, in which every commit leaves its events. The frontier that goes with
 * them is what tokens may claim: all at or below it is settled in the database and has been told here. It rests on the
 * database alone, so a message that a bus loses costs time and nothing else (docs/decisions/0006-several-nodes.md).
 */
export class CommitFeed implements Elsewhere {
  readonly #look: (beyond: Horizon, known: readonly number[]) => Promise<Sight>;
  readonly #log: Log;
  readonly #own: CommitListener[] = [];
  readonly #every: CommitListener[] = [];
  readonly #missed: (() => void)[] = [];
  /** Transactions of this process that have begun and are not told. */
  readonly #running = new Set<number>();
  /** What was told above the frontier. */
  readonly #told = new Set<number>();
  /** What of it the next look would find. */
  readonly #toldBeyond = new Set<number>();
  #horizon: Horizon = { ceiling: 0, running: [] };
  readonly #order = new InOrder((batch) => this.#tell(batch));
  readonly #states = new NewestStates();
  #settled = 0;
  #safe = 0;
  #highest = 0;
  /** Up to where it was said that commits were missed; a frontier that is held back does not make it news again. */
  #missedUpTo = 0;
  #alone = true;
  #pace = PACE;
  #looking = false;
  #wanted = false;
  #urgent = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #lookedAt = 0;
  /** When the frontier was raised last, or had nothing beyond it; monotonic. */
  #raisedAt = performance.now();
  #complained = false;

  /** `look`: what lies beyond a horizon and is not known. */
  constructor(look: (beyond: Horizon, known: readonly number[]) => Promise<Sight>, log: Log) {
    this.#look = look;
    this.#log = log;
  }

  /** Begins at this frontier: nobody listens yet, so all up to it counts as told. */
  start(frontier: number): void {
    this.#settled = frontier;
    this.#safe = frontier;
    this.#horizon = { ceiling: frontier + 1, running: [] };
    this.#schedule(this.#pace);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#order.flush();
  }

  onOwn(listener: CommitListener): void {
    this.#own.push(listener);
  }

  onEvery(listener: CommitListener): void {
    this.#every.push(listener);
  }

  onMissed(listener: () => void): void {
    this.#missed.push(listener);
  }

  /** A transaction of this process has its number. */
  began(gpos: number): void {
    this.#running.add(gpos);
  }

  /** It failed; if it was committed all the same, the table will say so. */
  failed(gpos: number): void {
    this.#running.delete(gpos);
  }

  /** It is durable. */
  committed(batch: CommittedBatch): void {
    // A look can have found it before its own answer came; and of two commits the later can be answered first.
    if (this.#running.has(batch.gpos)) this.#order.add(batch, this.#alone && this.#running.size === 1);
    this.#want(this.#order.held.length > 0);
  }

  hear(batch: CommittedBatch): void {
    this.#alone = false;
    if (batch.gpos <= this.#safe || this.#told.has(batch.gpos) || this.#running.has(batch.gpos)) return;
    if (this.#order.held.some((held) => held.gpos === batch.gpos)) return;
    this.#order.add(batch, false);
    this.#want(this.#order.held.length > 0);
  }

  heldFor(): number {
    return this.#settled < this.#highest ? performance.now() - this.#raisedAt : 0;
  }

  setPace(pace: number): void {
    if (pace === this.#pace) return;
    this.#pace = pace;
    if (!this.#looking && !this.#wanted) this.#schedule(pace);
  }

  setAlone(alone: boolean): void {
    this.#alone = alone;
  }

  look(): void {
    this.#want(true);
  }

  #want(urgent: boolean): void {
    if (this.#stopped || (this.#wanted && (this.#urgent || !urgent))) return;
    this.#wanted = true;
    this.#urgent ||= urgent;
    if (!this.#looking) this.#schedule(this.#lookedAt + this.#pauseWanted - performance.now());
  }

  get #pauseWanted(): number {
    return this.#urgent ? LEAST_PAUSE : CALM_PAUSE;
  }

  #schedule(pause: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    if (pause <= 0) void this.#run();
    else this.#timer = setTimeout(() => void this.#run(), pause).unref();
  }

  async #run(): Promise<void> {
    this.#looking = true;
    this.#wanted = false;
    this.#urgent = false;
    this.#lookedAt = performance.now();
    let pause = this.#pace;
    try {
      const whole = await this.#lookOnce();
      if (!whole) this.#want(true);
      if (this.#settled < this.#highest) pause = Math.min(pause, BEHIND_PAUSE);
      this.#complain();
    } catch (fault) {
      if (!this.#stopped) this.#log.warn({ err: fault }, 'the database did not tell what was committed');
      this.#wanted = false;
      this.#urgent = false;
      pause = FAILURE_PAUSE;
    }
    this.#looking = false;
    this.#schedule(this.#wanted ? this.#pauseWanted : pause);
  }

  /** Nothing is lost meanwhile; but somebody ought to know why commits pile up, and clients are told again what they have. */
  #complain(): void {
    const held = this.heldFor();
    if (held === 0) this.#raisedAt = performance.now();
    if (this.#complained === held > LONG_HELD) return;
    this.#complained = !this.#complained;
    if (this.#complained) {
      const hint =
        'a transaction that stays open, in any database of this PostgreSQL, keeps sync tokens from advancing';
      this.#log.warn({ seconds: Math.round(held / 1_000) }, `${hint}; pg_stat_activity (backend_xid) names it`);
    } else this.#log.info({}, 'sync tokens advance again');
  }

  /** false: there is more than one look can take. */
  async #lookOnce(): Promise<boolean> {
    const due = [...this.#order.held];
    const known = [...this.#toldBeyond, ...due.map((batch) => batch.gpos)];
    const { horizon, frontier, pruned, found } = await this.#look(this.#horizon, known);
    if (this.#stopped) return true;
    if (pruned > Math.max(this.#safe, this.#missedUpTo)) {
      this.#missedUpTo = pruned;
      for (const listener of this.#missed) listener();
    }
    const fresh = found.filter(({ gpos }) => !this.#told.has(gpos));
    this.#order.settle(
      fresh.map(({ text, order }) => parseBatchText(text, order)),
      due,
    );
    const whole = found.length < SIGHT_LIMIT;
    if (whole) this.#advance(horizon);
    const before = this.#safe;
    // Of what lies beyond the last that was found nothing is known yet.
    this.#settled = Math.max(this.#settled, whole ? frontier : Math.min(frontier, found.at(-1)?.gpos ?? 0));
    this.#raise();
    if (this.#safe > before) this.#announce([], this.#every, this.#own);
    return whole;
  }

  #advance(horizon: Horizon): void {
    this.#horizon = horizon;
    const running = new Set(horizon.running);
    for (const gpos of this.#toldBeyond) {
      if (gpos < horizon.ceiling && !running.has(gpos)) this.#toldBeyond.delete(gpos);
    }
  }

  #tell(given: CommittedBatch): void {
    const isOwn = this.#running.delete(given.gpos);
    this.#told.add(given.gpos);
    this.#toldBeyond.add(given.gpos);
    this.#highest = Math.max(this.#highest, given.gpos);
    const batch = this.#states.filter(given);
    if (isOwn) this.#announce([batch], this.#every, this.#own);
    else this.#announce([batch], this.#every);
  }

  #announce(batches: readonly CommittedBatch[], ...audiences: CommitListener[][]): void {
    for (const listener of audiences.flat()) listener(batches, this.#safe);
  }

  /** The largest position that is settled in the database and told here. */
  #raise(): void {
    let safe = this.#settled;
    for (const gpos of this.#running) if (gpos <= safe) safe = gpos - 1;
    for (const { gpos } of this.#order.held) if (gpos <= safe) safe = gpos - 1;
    if (safe <= this.#safe) return;
    this.#safe = safe;
    this.#raisedAt = performance.now();
    for (const gpos of this.#told) if (gpos <= safe) this.#told.delete(gpos);
  }
}
