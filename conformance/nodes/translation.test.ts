import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AiServer, startAiServer } from '../../packages/server/test/support/ai-server.ts';
import { describeWith } from '../../packages/server/test/support/services.ts';
import { Actor, registerActors } from '../support/actor.ts';
import { Nodes } from '../support/nodes.ts';

/** The same person, asking another node. */
function on(person: Actor, url: string): Actor {
  return new Actor(person.name, url, person.credentials);
}

for (const bus of ['redis', 'postgres'] as const) {
  describeWith('postgres', `two nodes that hear each other by ${bus}`, () => {
    describeWith(bus, 'and translate', () => playTranslation(bus));
  });
}

function playTranslation(bus: 'redis' | 'postgres'): void {
  let ai: AiServer;
  let nodes: Nodes;
  let here = '';
  let there = '';

  beforeAll(async () => {
    ai = await startAiServer();
    const env = { OPENAI_API_KEY: 'sk-test-0123456789', OPENAI_BASE_URL: ai.openaiBaseUrl };
    nodes = await Nodes.start({ count: 2, bus, env });
    here = nodes.at(0).url;
    there = nodes.at(1).url;
  }, 60_000);

  afterAll(async () => {
    await nodes?.dispose();
    await ai?.close();
  });

  test('readers of one language on both cost one call, and what one changes on the other counts at once', async () => {
    const [writer, anna, ben, carla] = await registerActors(here, 'writer', 'anna', 'ben', 'carla');
    for (const person of [anna, ben]) await person.calls('users.update', { language: 'de' });
    await carla.calls('users.update', { language: 'fr' });
    const group = await writer.createsGroup('Harbour', [anna, ben, carla]);
    const listening = [anna, on(ben, there), on(carla, there)];
    const logs = await Promise.all(listening.map((person) => person.listens()));
    await Promise.all(logs.map((log) => log.becomesLive()));
    await carla.calls('users.update', { language: 'es' });
    await logs[2]?.hears('account.updated');
    const text = 'The lighthouse keeper waits for the evening boat';
    await writer.sends(group, text);
    const languages = ['de', 'de', 'es'];
    for (const [index, log] of logs.entries()) {
      const { data } = await log.hears('translation.ready');
      expect(data).toMatchObject({ language: languages[index], text: `[${languages[index]}] ${text}` });
    }
    expect(ai.requestsTo('chat')).toHaveLength(2);
    for (const log of logs) expect(log.events.filter(({ type }) => type === 'translation.ready')).toHaveLength(1);
    await Promise.all(listening.map((person) => person.leavesTheStage()));
  });
}
