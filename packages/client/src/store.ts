import { reportLater } from './report-later.ts';

/** A value one can read and watch. Values are immutable; listeners are called only when the value has changed. */
export interface Store<T> {
  get(): T;
  /** Calls `listener` with each later value, soon after the change; returns the function that ends it. */
  subscribe(listener: (value: T) => void): () => void;
}

/** A store that is written. Several changes in one turn of the event loop are told as one. */
export class ValueStore<T> implements Store<T> {
  #value: T;
  #told: T;
  #scheduled = false;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
    this.#told = value;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    this.#value = value;
    if (this.#scheduled || Object.is(value, this.#told)) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#tell());
  }

  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    this.#scheduled = false;
    if (Object.is(this.#value, this.#told)) return;
    this.#told = this.#value;
    tell(this.#listeners, this.#value);
  }
}

/** A store computed from others, only when it is read or watched. `same` keeps the former value where nothing differs. */
export class DerivedStore<T> implements Store<T> {
  readonly #sources: readonly Store<unknown>[];
  readonly #compute: () => T;
  readonly #same: (before: T, after: T) => boolean;
  readonly #listeners = new Set<(value: T) => void>();
  #seen: readonly unknown[] | null = null;
  #value!: T;
  #told!: T;
  #release: (() => void)[] = [];

  constructor(
    sources: readonly Store<unknown>[],
    compute: () => T,
    same: (before: T, after: T) => boolean = Object.is,
  ) {
    this.#sources = sources;
    this.#compute = compute;
    this.#same = same;
  }

  get(): T {
    const now = this.#sources.map((source) => source.get());
    if (this.#seen !== null && sameItems(this.#seen, now)) return this.#value;
    const value = this.#compute();
    if (this.#seen === null || !this.#same(this.#value, value)) this.#value = value;
    this.#seen = now;
    return this.#value;
  }

  subscribe(listener: (value: T) => void): () => void {
    if (this.#listeners.size === 0) this.#attach();
    this.#listeners.add(listener);
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#detach();
    };
  }

  #attach(): void {
    this.#told = this.get();
    this.#release = this.#sources.map((source) => source.subscribe(() => this.#check()));
  }

  #detach(): void {
    for (const release of this.#release) release();
    this.#release = [];
  }

  #check(): void {
    const value = this.get();
    if (Object.is(value, this.#told)) return;
    this.#told = value;
    tell(this.#listeners, value);
  }
}

/** Whether two lists hold the very same items in the same order. */
export function sameItems(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((item, index) => Object.is(item, after[index]));
}

function tell<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
  for (const listener of [...listeners]) {
    try {
      listener(value);
    } catch (error) {
      reportLater(error);
    }
  }
}
