import type { Cache, CacheChange, CacheState } from './cache.ts';
import { CacheImage } from './image.ts';

/** Keeps the copy until the program ends. */
export class MemoryCache implements Cache {
  #image: CacheImage | null = null;

  async load(): Promise<CacheState | null> {
    return this.#image?.toState() ?? null;
  }

  async apply(change: CacheChange): Promise<void> {
    this.#image ??= new CacheImage();
    this.#image.apply(change);
  }

  async clear(): Promise<void> {
    this.#image = null;
  }
}
