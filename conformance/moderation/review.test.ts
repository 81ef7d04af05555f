import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerActor, registerActors } from '../support/actor.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { type Database, describeOnEachStorage } from '../support/storages.ts';
import { findCase, gatherCompany, seenBy, textOf } from './company.ts';

/** Reviews everything; the account is registered before the tests begin. */
const MODERATOR = 'house-moderator';
const NOBODY = 'named-but-open';

describeOnEachStorage('reports, reviews and appeals', (storage) => {
  let database: Database;
  let server: ServerProcess;

  beforeAll(async () => {
    database = await storage.create();
    server = await startServerProcess({ env: { ...database.env, MODERATORS: `${MODERATOR},${NOBODY}` } });
  });

  afterAll(async () => {
    await server?.dispose();
    await database?.drop();
  });

  test('report → queue → removal → appeal → somebody else decides, and the trail tells it', async () => {
    const company = await gatherCompany(server.url, null);
    const { owner, admin, writer, reader, group } = company;
    const ownerHears = await owner.listens();
    const writerHears = await writer.listens();
    const { id } = await writer.sends(group, 'Your soup is an insult to soups');
    await reader.calls('messages.report', { message_id: id, reason: 'harassment', note: 'He means my soup.' });
    await reader.calls('messages.report', { message_id: id, reason: 'spam' });
    await ownerHears.hears('moderation.updated', (event) => event.data.case.message_id === id);
    const found = await findCase(company, id);
    expect(found).toMatchObject({ state: 'open', standing: 'shown', report_count: 1, action: null });
    const { case: full } = await admin.calls('moderation.case', { case_id: found.id });
    expect(full.reports).toMatchObject([{ reporter_id: reader.id, reason: 'harassment', note: 'He means my soup.' }]);
    // A report alone is nothing that its subject is told.
    expect((await writer.calls('moderation.mine', {})).cases).toEqual([]);
    expect((await writer.tries('moderation.case', { case_id: found.id })).status).toBe(404);
    expect((await writer.tries('moderation.appeal', { case_id: found.id, note: 'What?' })).status).toBe(404);

    await admin.calls('moderation.act', { case_id: found.id, action: 'remove', note: 'Not about people’s soup.' });
    const told = await writerHears.hears('moderation.updated', (event) => event.data.case.standing === 'removed');
    expect(told.data.case).toMatchObject({
      note: 'Not about people’s soup.',
      decided_by: null,
      reports: [],
      report_count: 0,
    });
    expect(textOf(told.data.case.message)).toContain('insult to soups');
    for (const person of [reader, owner, writer]) {
      for (const message of await seenBy(person, group, id)) expect(textOf(message)).toBeNull();
    }
    await writer.calls('moderation.appeal', { case_id: found.id, note: 'It was about soup.' });
    expect((await writer.tries('moderation.appeal', { case_id: found.id, note: 'Again' })).body).toMatchObject({
      code: 'conflict',
    });
    const partial = await admin.tries('moderation.act', { case_id: found.id, action: 'dismiss' });
    expect(partial.body).toMatchObject({ code: 'forbidden' });
    const decided = await owner.calls('moderation.act', { case_id: found.id, action: 'approve', note: 'It was.' });
    expect(decided.appeal).toMatchObject({ outcome: 'overturned', note: 'It was about soup.' });
    for (const message of await seenBy(reader, group, id)) expect(textOf(message)).toContain('insult to soups');

    const { entries } = await owner.calls('moderation.audit', { conversation_id: group });
    expect(entries.map(({ action, actor_id }) => [action, actor_id])).toEqual([
      ['approve', owner.id],
      ['appeal', writer.id],
      ['remove', admin.id],
      ['report', reader.id],
      ['policy', owner.id],
    ]);
    const removal = entries.find(({ action }) => action === 'remove');
    expect(removal).toMatchObject({
      case_id: found.id,
      message_id: id,
      subject_id: writer.id,
      before: { standing: 'shown' },
      after: { standing: 'removed' },
    });
    expect(JSON.stringify(entries)).not.toContain('insult to soups');
    await Promise.all([owner, writer].map((person) => person.leavesTheStage()));
  });

  test('strangers and members who do not lead learn nothing of cases', async () => {
    const company = await gatherCompany(server.url, { flag: { any: 0.5 } });
    const { writer, reader, group } = company;
    const stranger = await registerActor(server.url, 'stranger');
    const { id } = await writer.sends(group, 'what an idiot');
    const { id: caseId } = await findCase(company, id);
    for (const [person, listing] of [
      [stranger, 404],
      [reader, 403],
    ] as const) {
      expect((await person.tries('moderation.queue', { conversation_id: group })).status).toBe(listing);
      expect((await person.tries('moderation.audit', { conversation_id: group })).status).toBe(listing);
      expect((await person.tries('moderation.queue', {})).status).toBe(403);
      expect((await person.tries('moderation.case', { case_id: caseId })).status).toBe(404);
      expect((await person.tries('moderation.act', { case_id: caseId, action: 'approve' })).status).toBe(404);
      expect((await person.tries('moderation.appeal', { case_id: caseId, note: 'hm' })).status).toBe(404);
    }
    expect((await stranger.tries('messages.report', { message_id: id, reason: 'spam' })).status).toBe(404);
  });

  test('one decides about one’s own message only where there is nobody else', async () => {
    const { owner, admin, group } = await gatherCompany(server.url, { hold: { threat: 0.8 } });
    const { id } = await owner.sends(group, 'i will kill you');
    const { cases } = await admin.calls('moderation.queue', { conversation_id: group });
    const held = cases.find((one) => one.message_id === id);
    const own = await owner.tries('moderation.act', { case_id: held?.id ?? '', action: 'approve' });
    expect(own.body).toMatchObject({ code: 'forbidden' });
    await admin.calls('moderation.act', { case_id: held?.id ?? '', action: 'approve' });
  });

  test('warn, mute and ban: the author is told, may not write, is out', async () => {
    const company = await gatherCompany(server.url, { flag: { any: 0.5 } });
    const { owner, admin, writer, group } = company;
    const log = await writer.listens();
    const { id } = await writer.sends(group, 'what an idiot');
    const { id: caseId } = await findCase(company, id);
    await admin.calls('moderation.act', { case_id: caseId, action: 'warn', note: 'Mind your words.' });
    await log.hears('moderation.updated', (event) => event.data.case.note === 'Mind your words.');
    const until = Date.now() + 3_600_000;
    await admin.calls('moderation.act', { case_id: caseId, action: 'mute', until });
    await log.hears('membership.updated', (event) => event.data.membership.silenced_until === until);
    const content = { type: 'text', text: 'but' };
    const muted = await writer.tries('messages.send', {
      conversation_id: group,
      client_id: crypto.randomUUID(),
      content,
    });
    expect(muted.body).toMatchObject({ code: 'silenced' });
    expect((muted.body as { detail: string }).detail).toContain(new Date(until).toISOString());
    await admin.calls('moderation.act', { case_id: caseId, action: 'ban' });
    await log.hears('conversation.removed', (event) => event.conversation_id === group);
    expect((await writer.tries('messages.list', { conversation_id: group })).status).toBe(404);
    // Added again, the mute still holds.
    await owner.calls('members.add', { conversation_id: group, user_id: writer.id });
    const again = await writer.tries('messages.send', {
      conversation_id: group,
      client_id: crypto.randomUUID(),
      content,
    });
    expect(again.body).toMatchObject({ code: 'silenced' });
    const { entries } = await owner.calls('moderation.audit', { conversation_id: group });
    expect(entries.map(({ action }) => action)).toEqual(['ban', 'mute', 'warn', 'flag', 'policy']);
    await writer.leavesTheStage();
  });

  test('an admin does not restrain an owner', async () => {
    const company = await gatherCompany(server.url, { flag: { any: 0.5 } });
    const { owner, admin, group } = company;
    const { id } = await owner.sends(group, 'what an idiot');
    const { id: caseId } = await findCase(company, id);
    for (const action of ['mute', 'ban'] as const) {
      const refused = await admin.tries('moderation.act', { case_id: caseId, action, until: Date.now() + 60_000 });
      expect(refused.body, action).toMatchObject({ code: 'forbidden' });
    }
  });

  test('who deletes what was reported does not get away with it', async () => {
    const company = await gatherCompany(server.url, null);
    const { owner, writer, reader, group } = company;
    const { id } = await writer.sends(group, 'Something nasty about Anna');
    await reader.calls('messages.report', { message_id: id, reason: 'harassment' });
    await writer.calls('messages.delete', { message_id: id });
    expect(textOf((await seenBy(reader, group, id))[0])).toBeNull();
    const found = await findCase(company, id);
    expect(found.state).toBe('open');
    expect(textOf(found.message)).toBe('Something nasty about Anna');
    await owner.calls('moderation.act', { case_id: found.id, action: 'warn', note: 'We saw it.' });
    const dismissed = await owner.calls('moderation.act', { case_id: found.id, action: 'dismiss' });
    expect(textOf(dismissed.message)).toBeNull();
  });

  test('moderators of the installation review private conversations, and only with a credential', async () => {
    const [anna, bert] = await registerActors(server.url, 'anna', 'bert');
    const password = 'wherefore art thou';
    const register = async (user_name: string) => {
      const answer = await fetch(`${server.url}/v1/auth/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ user_name, password, display_name: user_name }),
      });
      return ((await answer.json()) as { access_token: string }).access_token;
    };
    const token = await register(MODERATOR);
    // Named too, but entered through the open door of rooms, where everybody could be anybody.
    const open = await fetch(`${server.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: NOBODY }),
    });
    const openToken = ((await open.json()) as { token: string }).token;
    const direct = await anna.opensDirect(bert);
    const { id } = await anna.sends(direct, 'Give me your money');
    await bert.calls('messages.report', { message_id: id, reason: 'threat' });
    const queue = (bearer: string) =>
      fetch(`${server.url}/v1/moderation/cases?conversation_id=${direct}`, {
        headers: { authorization: `Bearer ${bearer}` },
      });
    expect((await queue(openToken)).status).toBe(404);
    expect((await queue(bert.token)).status).toBe(403);
    const seen = (await (await queue(token)).json()) as { cases: { message_id: string }[] };
    expect(seen.cases.map((one) => one.message_id)).toEqual([id]);
  });
});
