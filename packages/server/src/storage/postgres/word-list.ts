import type pg from 'pg';
import type { Log } from '../../core/ports/log.ts';
import { settlesWithin } from '../../core/settles-within.ts';
import { withClient } from './connection.ts';

/** Names, among advisory locks, the right to add to the list. */
const LOCK = 7_204_312;
const TAKE = {
  waits: `select true as got from pg_advisory_xact_lock(${LOCK})`,
  passes: `select pg_try_advisory_xact_lock(${LOCK}) as got`,
};

/** So many messages are read at a time: some 15 ms of the database. */
const PORTION = 500;
/** Shorter ones are looked for as words and beginnings of words only. */
const SHORTEST = 3;
/** Above every position. */
const EVER = Number.MAX_SAFE_INTEGER;
/** So many words that are in no message any more go at a time. */
const MOST_DROPPED = 5_000;

/** Milliseconds: from news to reading them; after a failure; and how long a search waits for what was sent before it. */
const PAUSE = 1_000;
const FAILURE_PAUSE = 5_000;
const PATIENCE = 5_000;
/** After each portion so many times as long as it took: most of the processor is the senders'. */
const REST = 10;

/** How often all messages are read again, in milliseconds, so that words go which no message holds any more. */
const ROUND = 7 * 24 * 3_600_000;

/** What `meta` says of the list. Positions are global ones. */
interface Progress {
  /** The words of all messages at or below it are there. */
  upTo: number;
  /** Each time all messages are read is a round; words carry the last one in which they were seen. */
  round: number;
  began: number;
  /** Up to where this round has read again what was there before it began; null: it has ended. */
  again: number | null;
  /** Where it ends. */
  last: number;
}

const FRESH: Progress = { upTo: 0, round: 1, began: 0, again: null, last: 0 };

/** $1 a position, $2 a last one, $3 how many messages. Messages of one position are taken together. */
const REACH = `select max(gpos) as top, count(*)::int as messages
  from (select gpos from messages where gpos > $1 and gpos <= $2 order by gpos limit $3) as portion`;

/** By the index: what is beyond lies at the end of the table. */
const BEYOND = `select gpos from messages where gpos > $1 order by gpos limit 1`;

const FRONTIER = `select $1 + (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint - 1 as frontier`;

/** $1 and $2 positions, $3 a round. Looked up one by one, however few words the planner believes there to be. */
const NEW_WORDS = `with seen as materialized (
    select distinct word from messages, unnest(string_to_array(search_text, ' ')) as word
    where gpos > $1 and gpos <= $2 and char_length(word) >= ${SHORTEST})
  select seen.word from seen left join lateral (
    select 1 as there from search_words where word = seen.word and round = $3 limit 1) as known on true
  where known.there is null`;

const ADD = `insert into search_words (word, round) select word, $2 from unnest($1::text[]) as word
  on conflict (word) do update set round = excluded.round`;

const DROP = `delete from search_words where word in (select word from search_words where round <> $1 limit ${MOST_DROPPED})`;

const READ = `select value from meta where key = 'search_words'`;
const KEEP = `insert into meta (key, value) values ('search_words', $1) on conflict (key) do update set value = excluded.value`;

/**
 * The list of all words in messages, in which those that have a piece inside are looked up. It follows the messages beside
 * their sending, by their positions; which process does it is for a lock to say. A search that needs the list waits until it
 * has what was sent before.
 */
export class WordList {
  readonly #pool: pg.Pool;
  readonly #base: number;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;
  #isRunning = false;
  #wanted = false;
  #stopped = false;
  #lastCatchUp = Promise.resolve();
  #nextCatchUp: Promise<void> | undefined;

  constructor(pool: pg.Pool, base: number, log: Log) {
    this.#pool = pool;
    this.#base = base;
    this.#log = log;
    this.wake();
  }

  /** Messages were sent or changed. */
  wake(): void {
    if (this.#timer === undefined && !this.#isRunning) this.#goOn(PAUSE);
    else this.#wanted = true;
  }

  /**
   * Waits until the words of everything that is committed now are there; not for longer than it takes to lose patience. Those who
   * come while it is done for others share the next time.
   */
  catchUp(): Promise<void> {
    this.#nextCatchUp ??= this.#lastCatchUp.then(() => {
      this.#nextCatchUp = undefined;
      this.#lastCatchUp = this.#catchUp();
      return this.#lastCatchUp;
    });
    return this.#nextCatchUp;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Never rejects: a database that fails fails the search as well. */
  async #catchUp(): Promise<void> {
    const until = performance.now() + PATIENCE;
    let more = true;
    let beyond = 0;
    while (more && !this.#stopped && performance.now() < until) {
      const portion = this.#locked('waits', async (client, before) => {
        const { isFull, progress } = await this.#follow(client, before);
        if (isFull) return true;
        // Somebody's long transaction, in any database there, holds the frontier back. What is committed beyond it is read as
        // well, and counts for nothing: something before it may still come.
        const { top, messages } = await addWords(client, progress, Math.max(progress.upTo, beyond), EVER);
        beyond = top ?? beyond;
        return messages === PORTION;
      });
      if (!(await settlesWithin(portion, until - performance.now()))) return;
      more = (await portion) === true;
    }
  }

  #goOn(pause: number): void {
    clearTimeout(this.#timer);
    this.#timer = this.#stopped ? undefined : setTimeout(() => void this.#work(), pause).unref();
  }

  async #work(): Promise<void> {
    this.#timer = undefined;
    this.#wanted = false;
    const began = performance.now();
    let pause: number | undefined;
    this.#isRunning = true;
    try {
      const left = await this.#locked('passes', async (client, before) => {
        const { isFull, progress } = await this.#follow(client, before);
        if (isFull || (await this.#again(client, progress))) return 'now';
        return (await isBeyond(client, progress.upTo)) ? 'later' : 'nothing';
      });
      if (left === 'now') pause = REST * (performance.now() - began);
      else if (left === 'later') pause = PAUSE;
    } catch (fault) {
      if (!this.#stopped) this.#log.warn({ err: fault }, 'the list of words could not follow the messages');
      pause = FAILURE_PAUSE;
    }
    this.#isRunning = false;
    if (pause !== undefined) this.#goOn(pause);
    else if (this.#wanted) this.#goOn(PAUSE);
  }

  /** Adds the words of the next portion. `isFull`: there may be more. */
  async #follow(client: pg.PoolClient, before: Progress): Promise<{ isFull: boolean; progress: Progress }> {
    const { rows } = await client.query<{ frontier: number }>(FRONTIER, [this.#base]);
    const { top, messages } = await addWords(client, before, before.upTo, rows[0]?.frontier ?? 0);
    if (top === null) return { isFull: false, progress: before };
    const progress = { ...before, upTo: top };
    await keep(client, progress);
    return { isFull: messages === PORTION, progress };
  }

  /** The same for a round that reads everything again, and its end; whether there is more to do. */
  async #again(client: pg.PoolClient, progress: Progress): Promise<boolean> {
    const { again, round, last, began, upTo } = progress;
    if (again === null) {
      const now = Date.now();
      if (began + ROUND > now) return false;
      // The first round is what is read anyway.
      if (began === 0) await keep(client, { ...progress, began: now });
      else await keep(client, { upTo, round: round + 1, began: now, again: 0, last: upTo });
      return began > 0;
    }
    const { top } = await addWords(client, progress, again, last);
    if (top !== null) {
      await keep(client, { ...progress, again: top });
      return true;
    }
    const { rowCount } = await client.query(DROP, [round]);
    if (rowCount === MOST_DROPPED) return true;
    await keep(client, { ...progress, again: null });
    return false;
  }

  /** One transaction with the lock; without it undefined. Until it writes it has no number, and holds nobody's tokens back. */
  #locked<T>(
    lock: keyof typeof TAKE,
    work: (client: pg.PoolClient, progress: Progress) => Promise<T>,
  ): Promise<T | undefined> {
    return withClient(this.#pool, async (client) => {
      await client.query('begin');
      const { rows } = await client.query<{ got: boolean }>(TAKE[lock]);
      const result = rows[0]?.got === true ? await work(client, await readProgress(client)) : undefined;
      await client.query('commit');
      return result;
    });
  }
}

async function readProgress(client: pg.PoolClient): Promise<Progress> {
  const { rows } = await client.query<{ value: string }>(READ);
  const [kept] = rows;
  return kept === undefined ? FRESH : (JSON.parse(kept.value) as Progress);
}

async function keep(client: pg.PoolClient, progress: Progress): Promise<void> {
  await client.query(KEEP, [JSON.stringify(progress)]);
}

/** Whether there are messages beyond a position, of which the frontier keeps back what is not read yet. */
async function isBeyond(client: pg.PoolClient, position: number): Promise<boolean> {
  return (await client.query(BEYOND, [position])).rows.length > 0;
}

/** Adds the words of the first messages beyond a position. `top`: the position of the last of them, null where there are none. */
async function addWords(
  client: pg.PoolClient,
  { round }: Progress,
  beyond: number,
  last: number,
): Promise<{ top: number | null; messages: number }> {
  const { rows } = await client.query<{ top: number | null; messages: number }>(REACH, [beyond, last, PORTION]);
  const { top, messages } = rows[0] ?? { top: null, messages: 0 };
  if (top !== null) {
    const found = await client.query<{ word: string }>(NEW_WORDS, [beyond, top, round]);
    if (found.rows.length > 0) await client.query(ADD, [found.rows.map(({ word }) => word), round]);
  }
  return { top, messages };
}
