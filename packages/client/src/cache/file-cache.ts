import type { ConversationHead } from '../sync/state.ts';
import type { Cache, CacheChange, CacheState } from './cache.ts';
import { CacheImage } from './image.ts';

/** A text that is read and replaced as a whole. `write` must be atomic: write beside it, then rename. */
export interface TextFile {
  /** null: there is none yet. */
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

type StoredHead = Omit<ConversationHead, 'members'> & { members: readonly (readonly [string, never])[] };
type StoredState = Omit<CacheState, 'heads'> & { version: 1; heads: readonly StoredHead[] };

/** Keeps the copy as one JSON text, for programs and bots; every change rewrites it, so it suits small accounts. */
export class FileCache implements Cache {
  readonly #file: TextFile;
  #image: CacheImage | null = null;

  constructor(file: TextFile) {
    this.#file = file;
  }

  async load(): Promise<CacheState | null> {
    const state = parseState(await this.#file.read());
    if (state === null) return null;
    this.#image = new CacheImage();
    this.#image.apply(state);
    return state;
  }

  async apply(change: CacheChange): Promise<void> {
    this.#image ??= new CacheImage();
    this.#image.apply(change);
    const state = this.#image.toState();
    const heads = state.heads.map((head) => ({ ...head, members: [...head.members] }));
    await this.#file.write(JSON.stringify({ version: 1, ...state, heads }));
  }

  async clear(): Promise<void> {
    this.#image = null;
    await this.#file.write('');
  }
}

function parseState(text: string | null): CacheState | null {
  if (text === null || text === '') return null;
  try {
    const { version, heads, ...rest } = JSON.parse(text) as StoredState;
    if (version !== 1) return null;
    return { ...rest, heads: heads.map((head) => ({ ...head, members: new Map(head.members) })) };
  } catch {
    // A copy that cannot be read is no copy: the server has everything.
    return null;
  }
}
