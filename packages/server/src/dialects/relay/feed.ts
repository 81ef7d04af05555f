import type { Message } from '../../core/messages/message.ts';
import type { User } from '../../core/users/user.ts';
import type { Delivery } from '../../realtime/edge.ts';
import { plainContent, presentMessage, readContent } from './present.ts';
import type { Relay } from './relay.ts';
import { RelayFrame } from './relay-frame.ts';

interface Sent {
  message: Message;
  actor: User;
}

/** What the lobby hears of its messages, in their order, even where a file must be read first. */
export class LobbyFeed {
  readonly #relay: Relay;
  #queue: Promise<void> = Promise.resolve();
  #queued = 0;

  constructor(relay: Relay) {
    this.#relay = relay;
  }

  /** However few listen, whoever comes later begins after this message. */
  note(message: Message): void {
    this.#relay.lastSeq = Math.max(this.#relay.lastSeq, message.seq);
  }

  /** The deliveries of a message; none where it is told later, after those before it. */
  present(sent: Sent): readonly Delivery[] {
    const { message } = sent;
    const pending = this.#relay.pending.get(message.clientId ?? '');
    // What was stored, not what was sent: words may have been covered.
    const content = plainContent(message) ?? pending?.content ?? undefined;
    const frame = content === undefined ? undefined : this.makeFrame(message, sent.actor, content);
    const except = pending?.connectionId ?? undefined;
    if (frame !== undefined && this.#queued === 0) return [{ frame, except }];
    this.#queued += 1;
    this.#queue = this.#queue
      .then(async () => this.#tell(frame ?? (await this.#loadFrame(sent)), except))
      .catch((fault: unknown) =>
        this.#relay.host.core.log.error({ err: fault }, 'a message of the lobby could not be told'),
      )
      .finally(() => {
        this.#queued -= 1;
      });
    return [];
  }

  makeFrame(message: Message, sender: User | undefined, content: string): RelayFrame {
    return new RelayFrame({
      event: message.annotations['broadcast'] === true ? 'broadcast' : 'message',
      payload: presentMessage(message, sender, content),
      position: { seq: message.seq, published: this.#relay.published.last },
      isMessage: true,
    });
  }

  async #loadFrame({ message, actor }: Sent): Promise<RelayFrame> {
    return this.makeFrame(message, actor, await readContent(this.#relay, message));
  }

  #tell(frame: RelayFrame, except: string | undefined): void {
    const { host, lobby } = this.#relay;
    for (const connection of host.hub.ofConversation(lobby.conversation.id)) {
      if (connection.edge === 'relay' && connection.id !== except) connection.send([frame], undefined);
    }
  }
}
