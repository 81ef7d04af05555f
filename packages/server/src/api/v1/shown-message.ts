import type { Result } from '@parlance/protocol';
import type { Message } from '../../core/messages/message.ts';
import type { Sent } from '../../core/messages/send-message.ts';
import { presentMessage } from './present.ts';

/** A message as v1 shows it, and its JSON, which is made when somebody is to have it. */
class ShownMessage {
  readonly wire: Result<'messages.get'>;
  #json: string | undefined;

  constructor(message: Message) {
    this.wire = presentMessage(message);
  }

  get json(): string {
    this.#json ??= JSON.stringify(this.wire);
    return this.#json;
  }
}

/** Those of this turn of the event loop: its sender is answered and the others are told in the same one. */
let shown = new Map<Message, ShownMessage>();

function forget(): void {
  shown = new Map();
}

/** The same for all who are to have the message now. */
export function showMessage(message: Message): ShownMessage {
  const known = shown.get(message);
  if (known !== undefined) return known;
  const made = new ShownMessage(message);
  if (shown.size === 0) setImmediate(forget);
  shown.set(message, made);
  return made;
}

/** What answers a message; with its JSON, which nobody has to make for it alone. */
export class ShownSent implements Result<'messages.send'> {
  readonly message: Result<'messages.send'>['message'];
  readonly duplicate: boolean;
  readonly #shown: ShownMessage;

  constructor({ message, duplicate }: Sent) {
    this.#shown = showMessage(message);
    this.message = this.#shown.wire;
    this.duplicate = duplicate;
  }

  get json(): string {
    return `{"message":${this.#shown.json},"duplicate":${this.duplicate}}`;
  }
}
