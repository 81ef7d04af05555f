import { randomInt } from 'node:crypto';
import { MemoryCache, MemoryCredentials, ParlanceClient, type Store } from '@parlance/client';
import { eventClasses } from '@parlance/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccountCopy } from '../support/account-copy.ts';
import { PASSWORD, registerActors } from '../support/actor.ts';
import { buildVerona, eventPlays, type PlayableEventType, type Verona } from '../support/event-plays.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { openSocketListener } from '../support/socket-listener.ts';
import { type Database, describeOnEachStorage } from '../support/storages.ts';
import { waitUntil } from '../support/wait-until.ts';

const types = Object.keys(eventPlays) as PlayableEventType[];
const LONG_COURSE = 60;

describeOnEachStorage('old snapshot + delta = fresh snapshot', (storage) => {
  let database: Database;
  let server: ServerProcess;
  let verona: Verona;

  beforeAll(async () => {
    database = await storage.create();
    server = await startServerProcess({ env: database.env });
    const [romeo, juliet, mercutio, benvolio] = await registerActors(
      server.url,
      'romeo',
      'juliet',
      'mercutio',
      'benvolio',
    );
    verona = await buildVerona(romeo, juliet, mercutio, benvolio);
  });

  afterAll(async () => {
    await server?.dispose();
    await database?.drop();
  });

  /** A client of Romeo's with a cache of its own; started, and complete in every conversation. */
  async function enterClient(cache = new MemoryCache()): Promise<ParlanceClient> {
    const client = new ParlanceClient({ url: server.url, cache, credentials: new MemoryCredentials() });
    await client.login({ login: verona.romeo.credentials.user.user_name ?? '', password: PASSWORD });
    client.start();
    await becomesLive(client);
    return client;
  }

  test.each(types)('%s', async (type) => {
    const act = await eventPlays[type](verona);
    const old = await new AccountCopy(verona.romeo).begin();
    const witness = await openSocketListener(server.url, verona.romeo.token);
    await witness.tries('presence.subscribe', { user_ids: [verona.mercutio.id] });
    const heardBefore = witness.log.events.length;
    await act();
    await waitUntil(`${type} to be heard`, () =>
      witness.log.events.slice(heardBefore).some((event) => event.type === type),
    );
    await witness.close();
    await old.catchUp();
    const fresh = await new AccountCopy(verona.romeo).begin();
    expect(old.toValue(fresh)).toEqual(fresh.toValue(fresh));
  });

  test('what a snapshot and a delta say is a change, where the event is durable', async () => {
    // The other tests would hold if nothing ever changed; this one says that something does.
    for (const type of types.filter((candidate) => eventClasses[candidate] === 'conversation')) {
      const act = await eventPlays[type](verona);
      const before = await new AccountCopy(verona.romeo).begin();
      await act();
      const after = await new AccountCopy(verona.romeo).begin();
      expect(before.toValue(before), type).not.toEqual(after.toValue(before));
    }
  });

  test(`${LONG_COURSE} of them in any order, away all the while`, async () => {
    const seed = randomInt(2 ** 31);
    const course = fc.sample(fc.constantFrom(...types), { numRuns: LONG_COURSE, seed });
    const old = await new AccountCopy(verona.romeo).begin();
    for (const type of course) await (await eventPlays[type](verona))();
    await old.catchUp();
    const fresh = await new AccountCopy(verona.romeo).begin();
    expect(old.toValue(fresh), `seed ${seed}`).toEqual(fresh.toValue(fresh));
  });

  test('the same for the SDK: one that heard all live, one that was away, and one that has just arrived', async () => {
    const live = await enterClient();
    const cache = new MemoryCache();
    const away = await enterClient(cache);
    const lists = [live, away];
    for (const client of lists) await loadAll(client);
    await away.stop();
    for (const type of types) await (await eventPlays[type](verona))();
    away.start();
    await becomesLive(away);
    const fresh = await enterClient();
    await loadAll(fresh);
    const lookAtAll = async () => {
      for (const client of [live, away, fresh]) await loadAll(client);
      return [live, away, fresh].map((client) => describeClient(client, fresh));
    };
    // The three confirm what they got, which moves their own marks: they agree once the last mark has gone round.
    const isEven = async () => new Set((await lookAtAll()).map((value) => JSON.stringify(value))).size === 1;
    await waitUntil('all three to agree', isEven, { within: 12_000, every: 200 }).catch(() => undefined);
    const [ofLive, ofAway, expected] = await lookAtAll();
    expect(ofAway, 'the one that was away').toEqual(expected);
    expect(ofLive, 'the one that heard all live').toEqual(expected);
    await Promise.all([live, away, fresh].map((client) => client.stop()));
  }, 40_000);
});

async function becomesLive(client: ParlanceClient): Promise<void> {
  await waitUntil('the client to be live', () => client.connection.get().state === 'live');
}

/** Opens every conversation and reads it to its beginning, so that clients differ in nothing but how they came to it. */
async function loadAll(client: ParlanceClient): Promise<void> {
  for (const { conversation } of client.conversations.get()) {
    const handle = client.open(conversation.id);
    while (handle.hasOlder.get()) await handle.loadOlder();
  }
}

/** What the client's stores say, as far as `known` says it too: one who was there before knows more people. */
function describeClient(client: ParlanceClient, known: ParlanceClient): unknown {
  const value = <T>(store: Store<T>): T => store.get();
  return {
    me: value(client.me),
    blocked: [...value(client.blocked)].sort(),
    users: [...value(known.users).keys()].sort().map((id) => value(client.users).get(id)),
    conversations: [...value(client.conversations)]
      .sort((a, b) => (a.conversation.id < b.conversation.id ? -1 : 1))
      .map((state) => {
        const handle = client.open(state.conversation.id);
        const described = {
          ...state,
          others: state.others.map((user) => user.id).sort(),
          messages: [...handle.messages.get()],
          members: [...handle.members.get()].sort((a, b) => (a.user_id < b.user_id ? -1 : 1)),
        };
        handle.close();
        return described;
      }),
  };
}
