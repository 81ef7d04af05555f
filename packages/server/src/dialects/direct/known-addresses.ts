import type { DomainEvent, EphemeralEvent } from '../../core/events.ts';

const MOST = 20_000;

/**
 * Whose an e-mail address is, so that the database is not asked with every message. It is forgotten when its account
 * changes, which every node hears of; nobody else can have the address before that.
 */
export class KnownAddresses {
  readonly #owners = new Map<string, string>();
  readonly #byOwner = new Map<string, string[]>();
  #changes = 0;

  /** The id of the account that has the address; `find` looks it up where it is not known. */
  async ownerOf(address: string, find: (address: string) => Promise<{ id: string }>): Promise<string> {
    const known = this.#owners.get(address);
    if (known !== undefined) return known;
    const changes = this.#changes;
    const { id } = await find(address);
    // Whose account changed meanwhile may have given the address up.
    if (changes === this.#changes) this.#keep(address, id);
    return id;
  }

  hear(event: DomainEvent | EphemeralEvent): void {
    if (event.type !== 'account.updated' && event.type !== 'user.updated') return;
    this.#changes += 1;
    for (const address of this.#byOwner.get(event.user.id) ?? []) this.#owners.delete(address);
    this.#byOwner.delete(event.user.id);
  }

  #keep(address: string, owner: string): void {
    // An address is an e-mail address here. Names and ids can become somebody else’s name.
    if (!address.includes('@') || this.#owners.has(address)) return;
    if (this.#owners.size >= MOST) {
      this.#owners.clear();
      this.#byOwner.clear();
    }
    this.#owners.set(address, owner);
    const own = this.#byOwner.get(owner);
    if (own === undefined) this.#byOwner.set(owner, [address]);
    else own.push(address);
  }
}
