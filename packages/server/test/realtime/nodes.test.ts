import { expect, test } from 'vitest';
import { RateLimits } from '../../src/core/limits/rate-limits.ts';
import type { Bus } from '../../src/core/ports/bus.ts';
import { NodeLink } from '../../src/realtime/nodes/node-link.ts';
import { ReplicatedSet } from '../../src/realtime/nodes/replicated-set.ts';
import { sealMessages } from '../../src/realtime/nodes/seal-messages.ts';
import { shareLimits } from '../../src/realtime/nodes/share-limits.ts';
import { quietLog } from '../support/stores.ts';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** A wire between nodes in this process. It can be told to lose what is said, and remembers all of it. */
class Wire {
  readonly said: string[] = [];
  lossy = false;
  readonly #listeners: ((text: string) => void)[] = [];

  bus(): Bus {
    return {
      kind: 'redis',
      carriesCommits: true,
      start: async (listener) => {
        this.#listeners.push(listener);
      },
      publish: (text) => {
        this.said.push(text);
        if (!this.lossy) this.say(text);
      },
      status: () => ({ connected: true, reconnects: 0, dropped: 0 }),
      stop: async () => undefined,
    };
  }

  say(text: string): void {
    for (const listener of this.#listeners) listener(text);
  }

  node(secret = 'secret', { behind = 0, log = quietLog } = {}): NodeLink {
    const own = { ...clock, now: () => Date.now() - behind };
    return new NodeLink({ bus: this.bus(), seal: sealMessages(Buffer.from(secret)), clock: own, log });
  }
}

test('nodes hear each other by topic, know who lives, and one of them leads', async () => {
  const wire = new Wire();
  const [one, two] = [wire.node(), wire.node()];
  const heard: unknown[] = [];
  two.on('news', (body, { nodeId }) => heard.push([body, nodeId === one.id]));
  one.on('news', () => heard.push('an echo'));
  await one.start();
  await two.start();
  one.publish('news', { text: 'hello' });
  expect(heard).toEqual([[{ text: 'hello' }, true]]);
  expect([one.peers, two.peers]).toEqual([1, 1]);
  expect([one.leads, two.leads].filter(Boolean)).toHaveLength(1);
  const gone: string[] = [];
  one.onGone((id) => gone.push(id));
  await two.stop();
  expect(gone).toEqual([two.id]);
  expect([one.peers, one.leads]).toEqual([0, true]);
  await one.stop();
});

test('a node whose clock is a minute behind is no peer, which is said, but keeps nobody alone', async () => {
  const wire = new Wire();
  const said: unknown[] = [];
  const log = { ...quietLog, error: (figures: object) => said.push(figures) };
  const [right, late] = [wire.node('secret', { log }), wire.node('secret', { behind: 60_000 })];
  await right.start();
  expect(right.hasCompany).toBe(false);
  await late.start();
  expect(said).toEqual([{ node: late.id, seconds: 60 }]);
  expect([right.peers, right.hasCompany, late.peers]).toEqual([0, true, 0]);
  await Promise.all([right.stop(), late.stop()]);
});

test('what was taken from limits a while ago is not taken anew by who hears of it late', async () => {
  const wire = new Wire();
  const [here, late, there] = [wire.node(), wire.node('secret', { behind: 60_000 }), wire.node()];
  const limits = new RateLimits(clock, true);
  const stop = shareLimits(here, limits);
  await Promise.all([here.start(), late.start(), there.start()]);
  const caller = { userId: 'anna', sessionId: null, address: null };
  const { remaining } = limits.takeCall(caller, 'write');
  late.publish('spent', { 'account.write': [['anna', 5]] });
  expect(limits.takeCall(caller, 'write').remaining).toBeGreaterThanOrEqual(remaining - 1);
  there.publish('spent', { 'account.write': [['anna', 5]] });
  expect(limits.takeCall(caller, 'write').remaining).toBeLessThanOrEqual(remaining - 5);
  stop();
  await Promise.all([here.stop(), late.stop(), there.stop()]);
});

test('what another installation says, what was changed, and what is played again is not heard', async () => {
  const wire = new Wire();
  const [one, two, stranger] = [wire.node(), wire.node(), wire.node('another secret')];
  const heard: unknown[] = [];
  two.on('news', (body) => heard.push(body));
  await Promise.all([one.start(), two.start(), stranger.start()]);
  const before = two.status().unsigned;
  stranger.publish('news', 'foreign');
  one.publish('news', 'once');
  const last = wire.said.at(-1)!;
  wire.say(last);
  wire.say(last.replace('once', 'twice'));
  wire.say('');
  expect(heard).toEqual(['once']);
  expect(two.status().unsigned).toBe(before + 3);
  expect(two.peers).toBe(1);
  await Promise.all([one.stop(), two.stop(), stranger.stop()]);
});

test('the lag is how long the last word takes to come back, and what never comes counts', async () => {
  const wire = new Wire();
  const [one, two] = [wire.node(), wire.node()];
  await one.start();
  await two.start();
  expect(one.status()).toMatchObject({ connected: true, lost: 0 });
  wire.lossy = true;
  one.publish('news', 'lost');
  one.publish('news', 'lost as well');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(one.status().lag).toBeGreaterThanOrEqual(25);
  wire.lossy = false;
  one.publish('news', 'heard');
  expect(one.status().lag).toBeLessThan(25);
  expect(two.status().lost).toBe(2);
  await Promise.all([one.stop(), two.stop()]);
});

test('however much was lost while the bus was away, the lag is over with the first word that comes back', async () => {
  const wire = new Wire();
  const one = wire.node();
  await one.start();
  wire.lossy = true;
  for (let index = 0; index < 500; index += 1) one.publish('news', 'lost');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(one.status().lag).toBeGreaterThanOrEqual(25);
  wire.lossy = false;
  one.publish('news', 'heard');
  expect(one.status().lag).toBeLessThan(25);
  await one.stop();
});

test('a set is known elsewhere, also by those who come later or missed a change, and goes with its node', async () => {
  const wire = new Wire();
  const [one, two, three] = [wire.node(), wire.node(), wire.node()];
  const sets = [one, two, three].map((link) => new ReplicatedSet(link, 'online'));
  const [first, second, third] = sets as [ReplicatedSet, ReplicatedSet, ReplicatedSet];
  const heard: string[] = [];
  second.onElsewhere((member, present, cause) => heard.push(`${member} ${present} ${cause}`));
  await one.start();
  await two.start();
  for (let index = 0; index < 4_500; index += 1) first.add(`user-${index}`);
  await expect.poll(() => [...second.elsewhere()].length).toBe(4_500);
  await three.start();
  await expect.poll(() => [...third.elsewhere()].length).toBe(4_500);

  wire.lossy = true;
  first.remove('user-0');
  first.add('anna');
  await new Promise((resolve) => setImmediate(resolve));
  wire.lossy = false;
  expect(second.hasElsewhere('anna')).toBe(false);
  // A set is asked for once a second at most.
  await new Promise((resolve) => setTimeout(resolve, 1_050));
  first.add('bert');
  const known = (): boolean[] => ['anna', 'bert', 'user-0'].map((member) => second.hasElsewhere(member));
  await expect.poll(known, { timeout: 5_000 }).toEqual([true, true, false]);

  third.add('anna');
  third.add('carl');
  await expect.poll(() => second.hasElsewhere('carl')).toBe(true);
  expect(heard.filter((line) => line.startsWith('anna'))).toEqual(['anna true change']);
  heard.length = 0;
  await one.stop();
  expect(heard).toContain('bert false gone');
  expect(heard.some((line) => line.startsWith('anna'))).toBe(false);
  expect([...second.elsewhere()]).toEqual(['anna', 'carl']);
  await Promise.all([two.stop(), three.stop()]);
});
