import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AiServer, startAiServer } from '../../packages/server/test/support/ai-server.ts';
import { describeWith } from '../../packages/server/test/support/services.ts';
import { Actor } from '../support/actor.ts';
import { Nodes } from '../support/nodes.ts';
import { waitUntil } from '../support/wait-until.ts';
import { markOf, Questioner, textOf } from './questioner.ts';

describeWith('postgres', 'an answer between two nodes', () => {
  let ai: AiServer;
  let nodes: Nodes;

  beforeAll(async () => {
    ai = await startAiServer();
    const env = { GEMINI_API_KEY: 'the-key-of-the-installation', GEMINI_BASE_URL: ai.geminiBaseUrl };
    nodes = await Nodes.start({ count: 2, bus: 'postgres', env });
    const know = async () => (await (await fetch(`${nodes.at(0).url}/metrics`)).text()).includes('parlance_nodes 2');
    await waitUntil('the nodes to know each other', know);
  }, 60_000);
  afterAll(async () => {
    await nodes?.dispose();
    await ai.close();
  });

  test('is heard on both, resumed on both, and stopped from either', { timeout: 60_000 }, async () => {
    ai.answerWith('gemini', () => ['Parting ', 'is ', 'such ', 'sweet ', 'sorrow.']);
    for (const stopper of [0, 1]) {
      const juliet = await Questioner.enters(nodes.at(0).url, 'juliet');
      const elsewhere = new Actor('juliet', nodes.at(1).url, juliet.actor.credentials);
      const logs = [await juliet.actor.listens(), await elsewhere.listens('sse')];
      ai.hold();
      const question = await juliet.says('Good night?');
      ai.step(2);
      for (const log of logs) await log.hears('stream.delta', (event) => event.data.text.endsWith('is '));
      const { stream_id } = (await logs[0]?.hears('stream.start'))?.data ?? { stream_id: '' };
      const people = [juliet.actor, elsewhere];
      for (const person of people) {
        await waitUntil('the words on each node', async () => {
          const state = await person.calls('streams.resume', { stream_id, have: 8 });
          return state.state === 'live' && state.i === 8 && state.text === 'is ';
        });
      }
      await people[stopper]?.calls('streams.stop', { stream_id });
      for (const log of logs) {
        const end = await log.hears('stream.end');
        expect(end.data).toMatchObject({ stream_id, reason: 'stopped' });
      }
      ai.release();
      const answers = await juliet.answersTo(question);
      expect(answers.map(textOf)).toEqual(['Parting is']);
      expect(markOf(answers[0])?.state).toBe('stopped');
      for (const person of people) {
        expect(await person.calls('streams.resume', { stream_id })).toMatchObject({
          state: 'ended',
          message_id: answers[0]?.id,
        });
        await person.leavesTheStage();
      }
    }
  });
});
