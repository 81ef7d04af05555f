import type { KeptLists, ListPlace, ListSource } from '../sql/kept-lists.ts';

/** Shorter lists are sorted as fast as they are looked up here. */
const WORTH_KEEPING = 500;
/** Places of all lists together: some 20 MB. */
const MOST_PLACES = 100_000;
/** Changes that are remembered: some 5 MB. Who has seen less than they reach back to asks the database. */
const MOST_CHANGES = 20_000;
/** More changes than this are not looked at one by one. */
const MANY = 200;

/** One commit: conversations that moved on, and memberships, the conversation first. */
interface Changes {
  gpos: number;
  conversations: Set<string>;
  memberships: [string, string][];
}

interface List {
  /** As of this commit. */
  gpos: number;
  places: Map<string, ListPlace>;
  sorted: ListPlace[];
}

interface Row {
  id: string;
  activeAt: number;
  state: string;
}

/**
 * Lists that are read again cost what has changed since, not their length. The writer notes in memory which rows it touches,
 * with each commit; whoever reads looks at those again. What was touched and then undone is looked at in vain.
 */
export class WriterLists implements KeptLists {
  readonly #lists = new Map<string, List>();
  #places = 0;
  #conversations = new Set<string>();
  #memberships: [string, string][] = [];
  #everything = false;
  /** The older half of what is remembered, and the younger. */
  #old: Changes[] = [];
  #young: Changes[] = [];
  #youngSize = 0;
  /** All changes after this commit are remembered. */
  #since: number;

  constructor(gpos: number) {
    this.#since = gpos;
  }

  /** A row of a conversation, or of somebody’s membership in it, is about to be written. */
  touch(conversationId: string, userId?: string): void {
    if (userId === undefined) this.#conversations.add(conversationId);
    else this.#memberships.push([conversationId, userId]);
  }

  /** Nobody knows which rows are about to be written. */
  touchAll(): void {
    this.#everything = true;
  }

  /** To be called in the moment of the commit, before anybody can read what it wrote. */
  committed(gpos: number): void {
    if (this.#everything) this.#forget(gpos);
    const [conversations, memberships] = [this.#conversations, this.#memberships];
    this.#everything = false;
    if (conversations.size === 0 && memberships.length === 0) return;
    this.#conversations = new Set();
    this.#memberships = [];
    this.#young.push({ gpos, conversations, memberships });
    this.#youngSize += conversations.size + memberships.length;
    if (this.#youngSize < MOST_CHANGES / 2) return;
    this.#since = this.#old.at(-1)?.gpos ?? this.#since;
    this.#old = this.#young;
    this.#young = [];
    this.#youngSize = 0;
  }

  async sorted(source: ListSource, userId: string): Promise<readonly ListPlace[] | undefined> {
    return (await this.#current(source, userId))?.sorted;
  }

  async changedSince(source: ListSource, userId: string, since: number): Promise<string[] | undefined> {
    if (since < this.#since) return undefined;
    const list = await this.#current(source, userId);
    if (list === undefined || since < this.#since) return undefined;
    const changed = this.#changesOf(userId, list, since, Number.POSITIVE_INFINITY);
    return changed.size > MANY ? undefined : [...changed];
  }

  /** The list as the reader’s moment has it; undefined where there is none to keep, or one from a later moment. */
  async #current(source: ListSource, userId: string): Promise<List | undefined> {
    const gpos = await readGpos(source);
    const list = this.#lists.get(userId);
    if (list === undefined || list.gpos < this.#since) return this.#read(source, userId, gpos);
    if (list.gpos > gpos) return undefined;
    if (list.gpos === gpos) return list;
    const before = list.gpos;
    const changed = this.#changesOf(userId, list, before, gpos);
    if (changed.size > MANY) return this.#read(source, userId, gpos);
    const rows = changed.size === 0 ? [] : await readRows(source, userId, [...changed]);
    // Somebody else who read it meanwhile has brought it further.
    if (list.gpos !== before || this.#lists.get(userId) !== list) return undefined;
    this.#move(list, changed, rows);
    list.gpos = gpos;
    return list;
  }

  async #read(source: ListSource, userId: string, gpos: number): Promise<List | undefined> {
    this.#drop(userId);
    if (!(await isLong(source, userId))) return undefined;
    const rows = await readRows(source, userId, undefined);
    const places = new Map(rows.map(({ id, activeAt }) => [id, { id, activeAt }]));
    const list = { gpos, places, sorted: [...places.values()].sort(compare) };
    this.#drop(userId);
    if (places.size > MOST_PLACES) return list;
    this.#lists.set(userId, list);
    this.#places += places.size;
    for (const oldest of this.#lists.keys()) {
      if (this.#places <= MOST_PLACES) break;
      this.#drop(oldest);
    }
    return list;
  }

  /** Conversations of the list that changed after one commit and up to another, and those the person came into or left. */
  #changesOf(userId: string, { places }: List, after: number, upTo: number): Set<string> {
    const changed = new Set<string>();
    for (const changes of [this.#old, this.#young]) {
      for (let index = changes.length - 1; index >= 0; index -= 1) {
        const { gpos, conversations, memberships } = changes[index] as Changes;
        if (gpos <= after) break;
        if (gpos > upTo) continue;
        for (const id of conversations) if (places.has(id)) changed.add(id);
        for (const [id, member] of memberships) if (member === userId) changed.add(id);
      }
    }
    return changed;
  }

  #move(list: List, changed: ReadonlySet<string>, rows: readonly Row[]): void {
    this.#places -= list.places.size;
    for (const id of changed) {
      const place = list.places.get(id);
      if (place === undefined) continue;
      list.places.delete(id);
      list.sorted.splice(indexOf(list.sorted, place), 1);
    }
    for (const { id, activeAt, state } of rows) {
      if (state !== 'active') continue;
      const place = { id, activeAt };
      list.places.set(id, place);
      list.sorted.splice(indexOf(list.sorted, place), 0, place);
    }
    this.#places += list.places.size;
  }

  #drop(userId: string): void {
    this.#places -= this.#lists.get(userId)?.places.size ?? 0;
    this.#lists.delete(userId);
  }

  #forget(gpos: number): void {
    this.#lists.clear();
    this.#places = 0;
    this.#old = [];
    this.#young = [];
    this.#youngSize = 0;
    this.#since = gpos;
  }
}

/** As the list is ordered: the last active first, then by id, backwards. */
function compare(one: ListPlace, other: ListPlace): number {
  if (one.activeAt !== other.activeAt) return other.activeAt - one.activeAt;
  if (one.id === other.id) return 0;
  return one.id < other.id ? 1 : -1;
}

/** Where a place is, or where it would have to be. */
function indexOf(sorted: readonly ListPlace[], place: ListPlace): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(sorted[middle] as ListPlace, place) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function readGpos(source: ListSource): Promise<number> {
  const [row] = await source.query(`select value from meta where key = 'gpos'`, []);
  return Number((row as { value: string }).value);
}

async function isLong(source: ListSource, userId: string): Promise<boolean> {
  const text = `select 1 from members where user_id = ? and state = 'active' limit 1 offset ${WORTH_KEEPING}`;
  return (await source.query(text, [userId])).length > 0;
}

/** Active memberships, or those in the given conversations whatever their state. */
async function readRows(source: ListSource, userId: string, only: readonly string[] | undefined): Promise<Row[]> {
  const which =
    only === undefined ? `members.state = 'active'` : `members.conversation_id in (select value from json_each(?))`;
  const text = `select conversations.id, conversations.active_at as "activeAt", members.state from members
    join conversations on conversations.id = members.conversation_id where members.user_id = ? and ${which}`;
  return (await source.query(text, only === undefined ? [userId] : [userId, JSON.stringify(only)])) as Row[];
}
