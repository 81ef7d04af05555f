import type { Anomaly, Interval, Reader, SeenMessage, Send, Step, StoredConversation } from './history.ts';

type EventStep = Extract<Step, { type: 'event' }>;
type PageStep = Extract<Step, { type: 'page' }>;
type FillStep = Extract<Step, { type: 'fill' }>;

/** One reader's copy of one conversation against what is stored. */
export function checkReader(reader: Reader, stored: StoredConversation | undefined, sends: Send[]): Anomaly[] {
  return new ReaderCheck(reader, stored, sends).run();
}

class ReaderCheck {
  readonly #reader: Reader;
  readonly #stored: StoredConversation | undefined;
  readonly #acknowledged: Set<string>;
  readonly #anomalies: Anomaly[] = [];
  /** The last change seen of each message. */
  readonly #seen = new Map<string, SeenMessage>();
  /** Positions that the server said it left out, as half-open stretches (after, upto]. */
  #gaps: { after: number; upto: number }[] = [];
  /** null until the first page or event: a client that starts without a cache stands nowhere. */
  #position: number | null = null;
  #lastSeq = 0;

  constructor(reader: Reader, stored: StoredConversation | undefined, sends: Send[]) {
    this.#reader = reader;
    this.#stored = stored;
    this.#acknowledged = new Set(
      sends
        .filter((send) => send.conversation === reader.conversation)
        .flatMap((send) => send.acks.map((ack) => ack.message_id)),
    );
  }

  run(): Anomaly[] {
    for (const step of this.#reader.steps) {
      if (step.type === 'event') this.#applyEvent(step);
      else if (step.type === 'page') this.#applyPage(step);
      else this.#applyFill(step);
    }
    this.#compareWithStored();
    return this.#anomalies;
  }

  #report(kind: Anomaly['kind'], detail: string): void {
    this.#anomalies.push({ kind, conversation: this.#reader.conversation, reader: this.#reader.name, detail });
  }

  #applyEvent({ pos, message, fresh }: EventStep): void {
    const inside = isInside(this.#reader.member, pos);
    if (!inside) this.#report('leak', `heard pos ${pos} while not a member`);
    const before = this.#position;
    if (before !== null && inside) {
      if (pos <= before) this.#report('doubled', `applied pos ${pos} again while standing at ${before}`);
      if (pos > before + 1 && !this.#rejoinedBetween(before, pos)) {
        this.#report('gap', `heard pos ${pos} after ${before}; ${pos - before - 1} in between never came`);
      }
    }
    this.#position = Math.max(before ?? 0, pos);
    // A doubled event was reported above; its message is no second finding.
    if (message !== null && inside && (before === null || pos > before)) this.#store(message, fresh);
  }

  #applyPage(page: PageStep): void {
    const before = this.#position ?? 0;
    if (page.gap !== null) this.#gaps.push({ after: page.gap.after, upto: page.gap.before - 1 });
    let lastPos = 0;
    for (const message of page.messages) {
      if (!this.#mayHold(message)) continue;
      if (message.pos < lastPos) this.#report('reordered', `pos ${message.pos} stands after ${lastPos} in a page`);
      lastPos = Math.max(lastPos, message.pos);
      const known = this.#seen.get(message.message_id);
      if (known !== undefined && known.pos === message.pos && message.pos > before) {
        this.#report('doubled', `${message.message_id} came twice at pos ${message.pos}`);
      }
      this.#checkLateness(message);
      this.#store(message, false);
    }
    this.#position = Math.max(before, page.last_pos);
  }

  #applyFill(fill: FillStep): void {
    for (const message of fill.messages) {
      if (!this.#mayHold(message)) continue;
      this.#checkLateness(message);
      this.#store(message, false);
    }
    this.#gaps = this.#gaps.flatMap((gap) => subtract(gap, fill));
  }

  /** What comes first by a page or a fill although the client counted as complete beyond it had been skipped. */
  #checkLateness(message: SeenMessage): void {
    if (this.#position === null || message.pos > this.#position || this.#seen.has(message.message_id)) return;
    if (!isInside(this.#reader.member, message.pos) || this.#isInGap(message.pos)) return;
    this.#report(
      'skip',
      `${message.message_id} at pos ${message.pos} came after the token had reached ${this.#position}`,
    );
  }

  /** What is read later may be older than the membership, never younger than its end. */
  #mayHold(message: SeenMessage): boolean {
    if (this.#reader.member.some((stay) => stay.to === null || message.pos <= stay.to)) return true;
    this.#report('leak', `holds ${message.message_id} at pos ${message.pos} without having been a member then`);
    return false;
  }

  #store(message: SeenMessage, fresh: boolean): void {
    const known = this.#seen.get(message.message_id);
    if (fresh && message.seq <= this.#lastSeq) {
      this.#report('reordered', `seq ${message.seq} (${message.message_id}) came after seq ${this.#lastSeq}`);
    }
    this.#lastSeq = Math.max(this.#lastSeq, message.seq);
    if (known === undefined || known.pos <= message.pos) this.#seen.set(message.message_id, message);
  }

  #compareWithStored(): void {
    if (this.#stored === undefined) return;
    const stored = new Map(this.#stored.messages.map((message) => [message.message_id, message]));
    for (const message of this.#seen.values()) {
      const truth = stored.get(message.message_id);
      if (truth === undefined) {
        // An acknowledged one is already found as lost by its send; hearing what was never committed is a loss as well.
        if (!this.#acknowledged.has(message.message_id))
          this.#report('lost', `heard ${message.message_id}, which is not stored`);
      } else if (truth.seq !== message.seq) {
        this.#report('reordered', `has ${message.message_id} at seq ${message.seq}, stored at ${truth.seq}`);
      } else if (truth.pos === message.pos && truth.text !== message.text) {
        this.#report('lost', `has another text for ${message.message_id} than is stored`);
      }
    }
    for (const message of this.#stored.messages) this.#compareMessage(message);
  }

  #compareMessage(message: SeenMessage): void {
    if (!isInside(this.#reader.member, message.pos) || this.#isInGap(message.pos)) return;
    const held = this.#seen.get(message.message_id);
    if (held !== undefined && held.pos >= message.pos) return;
    const what = held === undefined ? 'never got it' : `holds it as of pos ${held.pos}`;
    const passed = this.#position !== null && this.#position >= message.pos;
    if (passed && !this.#streamJumped(message.pos)) {
      this.#report(
        'skip',
        `stands at ${this.#position}, beyond ${message.message_id} at pos ${message.pos}, and ${what}`,
      );
    } else if (!passed) {
      const kind = this.#acknowledged.has(message.message_id) ? 'lost' : 'gap';
      this.#report(
        kind,
        `stopped at ${this.#position ?? 0}, short of ${message.message_id} at pos ${message.pos}, and ${what}`,
      );
    }
  }

  /** Whether the missing position is one that a hole in the stream (found as a gap already) accounts for. */
  #streamJumped(pos: number): boolean {
    let position: number | null = null;
    for (const step of this.#reader.steps) {
      if (step.type === 'fill') continue;
      const next: number = step.type === 'event' ? step.pos : step.last_pos;
      if (step.type === 'event' && position !== null && pos > position && pos < next) return true;
      position = Math.max(position ?? 0, next);
    }
    return false;
  }

  #rejoinedBetween(before: number, pos: number): boolean {
    return this.#reader.member.some((stay) => stay.from > before + 1 && stay.from <= pos);
  }

  #isInGap(pos: number): boolean {
    return this.#gaps.some((gap) => pos > gap.after && pos <= gap.upto);
  }
}

function isInside(stays: Interval[], pos: number): boolean {
  return stays.some((stay) => pos >= stay.from && (stay.to === null || pos <= stay.to));
}

function subtract(gap: { after: number; upto: number }, fill: { after: number; upto: number }): (typeof gap)[] {
  if (fill.upto <= gap.after || fill.after >= gap.upto) return [gap];
  const rest: (typeof gap)[] = [];
  if (fill.after > gap.after) rest.push({ after: gap.after, upto: fill.after });
  if (fill.upto < gap.upto) rest.push({ after: fill.upto, upto: gap.upto });
  return rest;
}
