import type { ModerationCase, WireEvent } from '@parlance/protocol';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../server/test/support/server.ts';
import type { ParlanceClient } from '../../src/client.ts';
import { myId, People } from '../support/people.ts';
import { until } from '../support/until.ts';

let server: TestServer;
const people = new People();

beforeAll(async () => {
  server = await startTestServer();
});
afterEach(() => people.leave());
afterAll(() => server.stop());

/** A group with somebody who leads it, an admin, and two members. */
async function gather() {
  const enter = (name: string) => people.enter(name, { url: server.url });
  const [ada, ben, cleo, dan] = [await enter('Ada'), await enter('Ben'), await enter('Cleo'), await enter('Dan')];
  const user_ids = [ben, cleo, dan].map(myId);
  const { conversation } = await ada.call('conversations.create', { kind: 'group', name: 'Engines', user_ids });
  await ada.call('members.update', { conversation_id: conversation.id, user_id: myId(ben), role: 'admin' });
  return { ada, ben, cleo, dan, group: conversation.id };
}

/** The cases that a client is told of. */
function hearCases(client: ParlanceClient): ModerationCase[] {
  const cases: ModerationCase[] = [];
  client.on('event', (event: WireEvent) => {
    if (event.type === 'moderation.updated') cases.push(event.data.case);
  });
  return cases;
}

it('a report is reviewed, appealed and decided by somebody else; the trail says who did what', async () => {
  const { ada, ben, cleo, dan, group } = await gather();
  const toldToCleo = hearCases(cleo);
  const seenByDan = dan.open(group);
  cleo.open(group).send('Your engine is a kettle');
  const [message] = await until(seenByDan.messages, ([first]) => first?.content?.text === 'Your engine is a kettle');
  const messageId = message?.id ?? '';
  await dan.moderation.report(messageId, 'harassment', 'She means mine.');

  const { cases } = await ada.moderation.queue({ conversation_id: group });
  expect(cases).toMatchObject([{ message_id: messageId, state: 'open', report_count: 1 }]);
  const caseId = cases[0]?.id ?? '';
  expect((await ben.moderation.case(caseId)).reports).toMatchObject([
    { reporter_id: myId(dan), note: 'She means mine.' },
  ]);
  await expect(dan.moderation.queue({ conversation_id: group })).rejects.toMatchObject({ code: 'forbidden' });

  await ben.moderation.act(caseId, { action: 'remove', note: 'Not about people’s engines.' });
  await until(seenByDan.messages, ([first]) => first?.id === messageId && first.content === null);
  const { cases: mine } = await cleo.moderation.mine();
  expect(mine).toMatchObject([{ id: caseId, standing: 'removed', note: 'Not about people’s engines.', reports: [] }]);
  expect(toldToCleo.map(({ standing }) => standing)).toContain('removed');

  expect((await cleo.moderation.appeal(caseId, 'It was praise.')).state).toBe('appealed');
  await expect(cleo.moderation.appeal(caseId, 'Really.')).rejects.toMatchObject({ code: 'conflict' });
  await expect(ben.moderation.act(caseId, { action: 'dismiss' })).rejects.toMatchObject({ code: 'forbidden' });
  expect((await ada.moderation.act(caseId, { action: 'approve' })).appeal).toMatchObject({ outcome: 'overturned' });
  await until(seenByDan.messages, ([first]) => first?.content?.text === 'Your engine is a kettle');

  const { entries } = await ada.moderation.audit({ conversation_id: group });
  expect(entries.map(({ action, actor_id }) => [action, actor_id])).toEqual([
    ['approve', myId(ada)],
    ['appeal', myId(cleo)],
    ['remove', myId(ben)],
    ['report', myId(dan)],
  ]);
});

it('what the policy of a group holds appears to the others once it is approved', async () => {
  const { ada, cleo, dan, group } = await gather();
  const conversation = await ada.moderation.setPolicy(group, { hold: { threat: 0.8 } });
  expect(conversation.moderation).toEqual({ hold: { threat: 0.8 } });
  const [seenByCleo, seenByDan] = [cleo.open(group), dan.open(group)];
  seenByCleo.send('I will kill you');
  const [held] = await until(seenByDan.messages, ([first]) => first !== undefined);
  expect(held).toMatchObject({ content: null, annotations: { moderation: { state: 'held' } } });
  // Its author goes on seeing it, with why nobody else does.
  const isExplained = (note: unknown): boolean =>
    (note as { categories?: unknown } | undefined)?.categories !== undefined;
  await until(
    seenByCleo.messages,
    ([first]) => first?.content?.text === 'I will kill you' && isExplained(first.annotations.moderation),
  );
  const { cases } = await ada.moderation.queue({ conversation_id: group });
  await ada.moderation.act(cases[0]?.id ?? '', { action: 'approve' });
  await until(seenByDan.messages, ([first]) => first?.content?.text === 'I will kill you');
});
