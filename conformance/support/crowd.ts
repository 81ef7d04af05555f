import { expect } from 'vitest';
import type { Actor } from './actor.ts';
import { checkHistory } from './checker.ts';
import { clientKinds, Player, toHistory } from './company.ts';
import { readStored } from './stored-state.ts';
import { waitUntil } from './wait-until.ts';

/** So many players of all kinds at one address, in one group that the witness has made; returns the group’s id. */
export async function assembleCrowd(players: Player[], count: number, url: string, witness: Actor): Promise<string> {
  for (let index = 0; index < count; index += 1)
    players.push(new Player(`player-${index}`, url, clientKinds[index % clientKinds.length] ?? 'sse'));
  await Promise.all(players.map((player) => player.enter()));
  const user_ids = players.map((player) => player.id);
  const { conversation } = await witness.calls('conversations.create', { kind: 'group', name: 'all', user_ids });
  for (const player of players) player.open(conversation.id);
  return conversation.id;
}

/** Every message was answered and is stored once, and every copy is complete and in order. */
export async function judgeCrowd(players: readonly Player[], witness: Actor, conversation: string): Promise<void> {
  const areAnswered = () => players.every((player) => player.unanswered === 0);
  await waitUntil('every message to be answered', areAnswered, { within: 60_000 });
  let truth = await readStored(witness, conversation);
  const isComplete = async () => {
    truth = await readStored(witness, conversation);
    return players.every((player) => player.cache.positionIn(conversation) >= truth.last_pos);
  };
  await waitUntil('complete copies', isComplete, { within: 40_000, every: 200 });
  expect(checkHistory(toHistory(players, [truth]))).toEqual([]);
  expect(truth.messages).toHaveLength(players.reduce((sum, player) => sum + player.sends.length, 0));
}
