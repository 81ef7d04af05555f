import type { Kept, KeptPairs } from '../sql/row-cache.ts';

/** So many entries are kept at most: rows of every kind together some 20 MB. */
const MOST_KEPT = 20_000;

/** The entries used latest, in two halves: what is used in the old one moves to the young one, the rest goes with it. */
export class Recent<Value> implements Kept<Value> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  get(key: string): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: Value): void {
    this.#young.set(key, value);
    if (this.#young.size < MOST_KEPT / 2) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}

/** The same by two keys. */
export class RecentPairs<Value> implements KeptPairs<Value> {
  #young = new Map<string, Map<string, Value>>();
  #old = new Map<string, Map<string, Value>>();
  #size = 0;

  get(one: string, other: string): Value | undefined {
    const young = this.#young.get(one)?.get(other);
    if (young !== undefined) return young;
    const old = this.#old.get(one)?.get(other);
    if (old !== undefined) this.set(one, other, old);
    return old;
  }

  set(one: string, other: string, value: Value): void {
    const inner = this.#young.get(one);
    if (inner === undefined) {
      this.#young.set(one, new Map([[other, value]]));
      this.#size += 1;
    } else {
      this.#size -= inner.size;
      inner.set(other, value);
      this.#size += inner.size;
    }
    if (this.#size < MOST_KEPT / 2) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#size = 0;
  }

  /** The young half is counted too high after this, and so changes a little sooner. */
  delete(one: string, other: string): void {
    this.#young.get(one)?.delete(other);
    this.#old.get(one)?.delete(other);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
    this.#size = 0;
  }
}
