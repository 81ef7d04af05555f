import type { CoreContext } from '../context.ts';
import type { Message } from '../messages/message.ts';
import type { ModerationScore } from '../ports/moderator.ts';
import { recordScores } from './record-scores.ts';

/** Texts whose scores are remembered, so that an edge that waits and the job that makes sure ask once between them. */
const REMEMBERED = 500;

const flights = new WeakMap<object, Map<string, Promise<ModerationScore | undefined>>>();

/**
 * Asks the configured service about a message and keeps what it says. Answers the message as it is then; without a service,
 * or when it cannot say now, as it was.
 */
export async function moderateMessage(core: CoreContext, message: Message): Promise<Message> {
  const engine = core.moderator?.engine;
  const text = message.content?.text ?? '';
  if (engine === undefined || text === '') return message;
  const found = await scoreOutside(core, text);
  if (found === undefined) return message;
  const { id: messageId, rev } = message;
  const changed = await core.store.transaction((tx) => recordScores(core, tx, { messageId, rev, found, engine }));
  return changed ?? message;
}

/** The service’s scores of a text; whoever asks meanwhile, or soon after, shares the answer. undefined: it cannot say now. */
export function scoreOutside(core: CoreContext, text: string): Promise<ModerationScore | undefined> {
  const { moderator } = core;
  if (moderator === null) return Promise.resolve(undefined);
  let known = flights.get(moderator);
  if (known === undefined) {
    known = new Map();
    flights.set(moderator, known);
  }
  const key = core.ids.hash(text);
  const flying = known.get(key);
  if (flying !== undefined) return flying;
  const flight = moderator.score(text);
  known.set(key, flight);
  if (known.size > REMEMBERED) known.delete(known.keys().next().value as string);
  const forget = (): void => {
    if (known.get(key) === flight) known.delete(key);
  };
  flight.then((found) => found ?? forget(), forget);
  return flight;
}
