import { MOMENT, type NodeLink } from './node-link.ts';

/** Members in one message of a whole set. */
const CHUNK = 2_000;
/** Milliseconds between two questions for the same node’s whole set. */
const ASK_EVERY = 1_000;

interface Remote {
  members: Set<string>;
  /** Counts the node’s changes; −1 until its whole set has come. */
  version: number;
  /** What of its whole set has come so far. */
  arriving: Set<string> | undefined;
  askedAt: number;
}

type Body =
  | { kind: 'change'; version: number; added: string[]; removed: string[] }
  | { kind: 'whole'; version: number; members: string[]; first: boolean; last: boolean }
  | { kind: 'ask'; of: string };

/**
 * A set of texts that each node has, and that all know of: who is online, who is in a room. Nodes tell their changes, and
 * how many there were with every hello; who missed one asks for the whole set. A node that is gone takes its members along.
 */
export class ReplicatedSet {
  readonly #link: NodeLink;
  readonly #topic: string;
  readonly #own = new Set<string>();
  readonly #remotes = new Map<string, Remote>();
  /** On how many other nodes a member is. */
  readonly #counts = new Map<string, number>();
  readonly #listeners: ((member: string, present: boolean, cause: 'change' | 'gone') => void)[] = [];
  #version = 0;
  #changes: Map<string, boolean> | undefined;

  constructor(link: NodeLink, name: string) {
    this.#link = link;
    this.#topic = `set ${name}`;
    link.on(this.#topic, (body, { nodeId, age }) => {
      if (age < MOMENT) this.#hear(nodeId, body as Body);
    });
    link.greetWith(() => ({ [this.#topic]: this.#version }));
    link.on('hello', (body, { nodeId }) => {
      const version = (body as Record<string, unknown>)[this.#topic];
      if (typeof version === 'number' && this.#remotes.get(nodeId)?.version !== version) this.#ask(nodeId);
    });
    link.onGone((nodeId) => this.#forget(nodeId));
  }

  /** A member has come on another node, or is on no other node any more; `gone`: because its node is. */
  onElsewhere(listener: (member: string, present: boolean, cause: 'change' | 'gone') => void): void {
    this.#listeners.push(listener);
  }

  /** This node’s own. */
  add(member: string): void {
    if (this.#own.has(member)) return;
    this.#own.add(member);
    this.#note(member, true);
  }

  remove(member: string): void {
    if (this.#own.delete(member)) this.#note(member, false);
  }

  /** Whether another node has it. */
  hasElsewhere(member: string): boolean {
    return this.#counts.has(member);
  }

  /** What other nodes have. */
  elsewhere(): IterableIterator<string> {
    return this.#counts.keys();
  }

  /** Told once a turn; coming and going again within one is nothing. */
  #note(member: string, present: boolean): void {
    if (this.#changes === undefined) {
      this.#changes = new Map();
      setImmediate(() => this.#tellChanges());
    }
    if (this.#changes.get(member) === !present) this.#changes.delete(member);
    else this.#changes.set(member, present);
  }

  #tellChanges(): void {
    const changes = [...(this.#changes ?? [])];
    this.#changes = undefined;
    for (let start = 0; start < changes.length; start += CHUNK) {
      const part = changes.slice(start, start + CHUNK);
      this.#version += 1;
      this.#publish({
        kind: 'change',
        version: this.#version,
        added: part.filter(([, present]) => present).map(([member]) => member),
        removed: part.filter(([, present]) => !present).map(([member]) => member),
      });
    }
  }

  #tellWhole(): void {
    // What changed in this turn is part of it, and must not be told after it as something new.
    this.#tellChanges();
    const members = [...this.#own];
    for (let start = 0; start === 0 || start < members.length; start += CHUNK) {
      const last = start + CHUNK >= members.length;
      const part = members.slice(start, start + CHUNK);
      this.#publish({ kind: 'whole', version: this.#version, members: part, first: start === 0, last });
    }
  }

  #publish(body: Body): void {
    this.#link.publish(this.#topic, body);
  }

  #remoteOf(nodeId: string): Remote {
    const known = this.#remotes.get(nodeId);
    if (known !== undefined) return known;
    const remote: Remote = { members: new Set(), version: -1, arriving: undefined, askedAt: Number.NEGATIVE_INFINITY };
    this.#remotes.set(nodeId, remote);
    return remote;
  }

  #ask(nodeId: string): void {
    const remote = this.#remoteOf(nodeId);
    const now = performance.now();
    if (now - remote.askedAt < ASK_EVERY) return;
    remote.askedAt = now;
    this.#publish({ kind: 'ask', of: nodeId });
  }

  #hear(nodeId: string, body: Body): void {
    if (body.kind === 'ask') {
      if (body.of === this.#link.id) this.#tellWhole();
      return;
    }
    const remote = this.#remoteOf(nodeId);
    if (body.kind === 'whole') this.#takeWhole(remote, body);
    else if (remote.version + 1 === body.version) {
      remote.version = body.version;
      for (const member of body.added) this.#enter(remote, member);
      for (const member of body.removed) this.#drop(remote, member, 'change');
    } else if (body.version > remote.version) this.#ask(nodeId);
  }

  #takeWhole(remote: Remote, body: Extract<Body, { kind: 'whole' }>): void {
    if (body.first) remote.arriving = new Set();
    if (remote.arriving === undefined) return;
    for (const member of body.members) remote.arriving.add(member);
    if (!body.last) return;
    const { arriving } = remote;
    remote.arriving = undefined;
    remote.version = body.version;
    for (const member of arriving) this.#enter(remote, member);
    for (const member of [...remote.members]) if (!arriving.has(member)) this.#drop(remote, member, 'change');
  }

  #enter(remote: Remote, member: string): void {
    if (remote.members.has(member)) return;
    remote.members.add(member);
    const count = this.#counts.get(member) ?? 0;
    this.#counts.set(member, count + 1);
    if (count === 0) for (const listener of this.#listeners) listener(member, true, 'change');
  }

  #drop(remote: Remote, member: string, cause: 'change' | 'gone'): void {
    if (!remote.members.delete(member)) return;
    const count = (this.#counts.get(member) ?? 1) - 1;
    if (count > 0) {
      this.#counts.set(member, count);
      return;
    }
    this.#counts.delete(member);
    for (const listener of this.#listeners) listener(member, false, cause);
  }

  #forget(nodeId: string): void {
    const remote = this.#remotes.get(nodeId);
    if (remote === undefined) return;
    this.#remotes.delete(nodeId);
    for (const member of [...remote.members]) this.#drop(remote, member, 'gone');
  }
}
