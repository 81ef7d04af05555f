import type { PresenceRegistry } from '../../core/ports/presence-registry.ts';
import type { Hub } from '../hub.ts';
import type { ReplicatedSet } from './replicated-set.ts';

/** Who has a connection on any node. */
export class SharedPresence implements PresenceRegistry {
  readonly #hub: Hub;
  readonly #others: ReplicatedSet;

  constructor(hub: Hub, others: ReplicatedSet) {
    this.#hub = hub;
    this.#others = others;
  }

  isOnline(userId: string): boolean {
    return this.#hub.isOnline(userId) || this.#others.hasElsewhere(userId);
  }

  onlineAmong(userIds: readonly string[]): Set<string> {
    return new Set(userIds.filter((id) => this.isOnline(id)));
  }

  onlineUserIds(): string[] {
    return [...new Set([...this.#hub.onlineUserIds(), ...this.#others.elsewhere()])];
  }
}
