import { randomUUID } from 'node:crypto';
import type { WireEvent } from '@parlance/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccountCopy } from '../support/account-copy.ts';
import type { Actor } from '../support/actor.ts';
import { registerActor } from '../support/actor.ts';
import type { FrameLog } from '../support/frame-log.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { type Database, describeOnEachStorage } from '../support/storages.ts';
import { waitUntil } from '../support/wait-until.ts';
import { findCase, gatherCompany, noteOf, seenBy, textOf } from './company.ts';

describeOnEachStorage('what a policy does', (storage) => {
  let database: Database;
  let server: ServerProcess;

  beforeAll(async () => {
    database = await storage.create();
    server = await startServerProcess({ env: database.env });
  });

  afterAll(async () => {
    await server?.dispose();
    await database?.drop();
  });

  /** A threat with a word of its own, so that it can be looked for in all that somebody hears. */
  const makeThreat = () => `I will kill you, w${randomUUID().slice(0, 8)}`;

  test('nothing is judged where no policy is set', async () => {
    const { writer, group } = await gatherCompany(server.url, null);
    const text = makeThreat();
    const sent = await writer.sends(group, text);
    expect(textOf(sent)).toBe(text);
    expect(sent.annotations).toEqual({});
  });

  test('flag: everybody reads it, and sees the categories and scores', async () => {
    const company = await gatherCompany(server.url, { flag: { any: 0.7 } });
    const { reader, writer, group } = company;
    const log = await reader.listens();
    const text = makeThreat();
    const { id } = await writer.sends(group, text);
    const heard = await log.hears('message.sent', (event) => event.data.message.id === id);
    for (const message of [heard.data.message, ...(await seenBy(reader, group, id))]) {
      expect(textOf(message)).toBe(text);
      expect(noteOf(message)).toMatchObject({ state: 'flagged', categories: { threat: 0.9 }, engine: 'built-in' });
    }
    expect(await findCase(company, id)).toMatchObject({ state: 'open', standing: 'flagged', author_id: writer.id });
    await reader.leavesTheStage();
  });

  test('mask: the words are covered for all, in search too, and kept for those who review', async () => {
    const company = await gatherCompany(server.url, { mask: { harassment: 0.7 } });
    const { owner, reader, writer, group } = company;
    const log = await reader.listens();
    const { id } = await writer.sends(group, 'Well, you 1d10t, the marzipan is gone');
    const covered = 'Well, you ▇▇▇▇▇, the marzipan is gone';
    await log.hears('message.sent', (event) => textOf(event.data.message) === covered);
    for (const message of await seenBy(reader, group, id)) expect(textOf(message)).toBe(covered);
    expect(textOf((await seenBy(writer, group, id))[0])).toBe(covered);
    expect(log.everything).not.toContain('1d10t');
    expect((await reader.calls('search.messages', { query: '1d10t' })).hits).toEqual([]);
    expect((await reader.calls('search.messages', { query: 'marzipan', conversation_id: group })).hits).toHaveLength(1);
    const found = await findCase(company, id);
    expect(textOf(found.message)).toContain('you 1d10t');
    const own = await writer.calls('moderation.mine', {});
    expect(textOf(own.cases[0]?.message)).toContain('you 1d10t');
    // Approved, it reads as it was written.
    await owner.calls('moderation.act', { case_id: found.id, action: 'approve' });
    const shown = await log.hears('message.moderated', (event) => event.data.message.id === id);
    expect(textOf(shown.data.message)).toContain('you 1d10t');
    await reader.leavesTheStage();
  });

  test('block: refused before it is sent, with the category and the policy', async () => {
    const { reader, writer, group } = await gatherCompany(server.url, { block: { threat: 0.8 }, flag: { any: 0.5 } });
    const before = await reader.calls('conversations.get', { conversation_id: group });
    const input = { conversation_id: group, client_id: randomUUID(), content: { type: 'text', text: makeThreat() } };
    const refused = await writer.tries('messages.send', input);
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ code: 'content_refused', field: '/content/text' });
    expect((refused.body as { detail: string }).detail).toContain(
      '“threat” from a score of 0.8 on; this one scores 0.9',
    );
    const after = await reader.calls('conversations.get', { conversation_id: group });
    expect(after.conversation.last_pos).toBe(before.conversation.last_pos);
    const kind = await writer.sends(group, 'Good morning');
    const edit = { message_id: kind.id, base_rev: 0, content: { type: 'text', text: makeThreat() } };
    expect((await writer.tries('messages.edit', edit)).body).toMatchObject({ code: 'content_refused' });
    expect(textOf((await seenBy(reader, group, kind.id))[0])).toBe('Good morning');
  });

  test('hold: its author and those who lead see it, for the others it is a gap with a number', async () => {
    const company = await gatherCompany(server.url, { hold: { threat: 0.8 } });
    const { owner, admin, writer, reader, group } = company;
    const logs = new Map<Actor, FrameLog>();
    for (const person of [owner, admin, writer, reader]) logs.set(person, await person.listens());
    const away = await new AccountCopy(reader).begin();
    const before = await writer.sends(group, 'before');
    const text = makeThreat();
    const clientId = randomUUID();
    const sent = await writer.sends(group, text, clientId);
    expect(textOf(sent)).toBe(text);
    expect(textOf(await writer.sends(group, text, clientId))).toBe(text);
    const after = await reader.sends(group, 'after', randomUUID());
    expect(after.seq).toBe(before.seq + 2);
    for (const [person, log] of logs) {
      const heard = await log.hears('message.sent', (event) => event.data.message.id === sent.id);
      await log.hears('message.sent', (event) => event.data.message.id === after.id);
      expect(heard.pos).toBe(before.pos + 1);
      const sees = person !== reader;
      for (const message of [heard.data.message, ...(await seenBy(person, group, sent.id))]) {
        expect(textOf(message), person.name).toBe(sees ? text : null);
        expect(message?.deleted_at).toBeNull();
        expect(noteOf(message).state).toBe('held');
        expect(noteOf(message).categories).toEqual(sees ? { threat: 0.9 } : undefined);
      }
    }
    const newcomer = await registerActor(server.url, 'newcomer');
    await owner.calls('members.add', { conversation_id: group, user_id: newcomer.id });
    await holdsNothingOf(text, company, [reader, newcomer], sent.id);
    await away.catchUp();
    expect(JSON.stringify(away.toValue(away))).not.toContain(text);
    expect(logs.get(reader)?.everything).not.toContain(text);
    const found = await findCase(company, sent.id);
    await admin.calls('moderation.act', { case_id: found.id, action: 'approve', note: 'A quotation.' });
    for (const [, log] of logs) {
      const shown = await log.hears('message.moderated', (event) => event.data.message.id === sent.id);
      expect(textOf(shown.data.message)).toBe(text);
    }
    for (const person of [reader, newcomer, writer]) {
      for (const message of await seenBy(person, group, sent.id)) expect(textOf(message)).toBe(text);
    }
    await away.catchUp();
    const fresh = await new AccountCopy(reader).begin();
    expect(away.toValue(fresh)).toEqual(fresh.toValue(fresh));
    expect(isDense(logs.get(reader)?.events ?? [], group)).toBe(true);
    for (const person of logs.keys()) await person.leavesTheStage();
  });

  async function holdsNothingOf(
    text: string,
    { group, writer }: Awaited<ReturnType<typeof gatherCompany>>,
    people: Actor[],
    messageId: string,
  ): Promise<void> {
    const word = text.split(' ').at(-1) ?? '';
    const aim = { message_id: messageId };
    for (const person of people) {
      const pages = [
        await person.calls('messages.list', { conversation_id: group }),
        await person.calls('sync.page', {}),
        await person.calls('sync.changes', { conversation_id: group, after: 0 }),
        await person.calls('conversations.list', {}),
        await person.calls('search.messages', { query: word }),
        await person.calls('messages.thread', aim),
        (await person.tries('messages.edits', aim)).body,
        (await person.tries('messages.forward', { ...aim, to_conversation_id: group, client_id: randomUUID() })).body,
        (await person.tries('reactions.add', { ...aim, emoji: '👀' })).body,
        (await person.tries('pins.add', aim)).body,
        (await person.tries('messages.report', { ...aim, reason: 'spam' })).body,
      ];
      expect(JSON.stringify(pages), person.name).not.toContain(word);
      for (const page of pages.slice(6)) expect(page).toMatchObject({ code: 'not_found' });
      const quote = { content: { type: 'text' as const, text: 'quoting' }, reply_to: messageId };
      const reply = await person.calls('messages.send', { conversation_id: group, client_id: randomUUID(), ...quote });
      expect(JSON.stringify(reply)).not.toContain(word);
    }
    // Held back for its author too means: neither passed on nor found before somebody has decided.
    const forwarded = await writer.tries('messages.forward', {
      ...aim,
      to_conversation_id: group,
      client_id: randomUUID(),
    });
    expect(forwarded.status).toBe(404);
  }

  test('hold: an edit does not get round the review, and deleting leaves nothing', async () => {
    const company = await gatherCompany(server.url, { hold: { threat: 0.8 } });
    const { writer, reader, group } = company;
    const { id, rev } = await writer.sends(group, makeThreat());
    const content = { type: 'text' as const, text: 'I will water the plants' };
    const edited = await writer.calls('messages.edit', { message_id: id, base_rev: rev, content });
    expect(textOf(edited)).toBe(content.text);
    expect(textOf((await seenBy(reader, group, id))[0])).toBeNull();
    expect(textOf((await findCase(company, id)).message)).toBe(content.text);
    await writer.calls('messages.delete', { message_id: id });
    const closed = await findCase(company, id);
    expect(closed).toMatchObject({ state: 'closed', message: { content: null } });
    const late = await company.owner.tries('moderation.act', { case_id: closed.id, action: 'approve' });
    expect(late.body).toMatchObject({ code: 'conflict' });
  });

  test('an edit is judged like a new message', async () => {
    const { writer, reader, group } = await gatherCompany(server.url, { hold: { threat: 0.8 } });
    const log = await reader.listens();
    const { id } = await writer.sends(group, 'Good evening');
    const text = makeThreat();
    const content = { type: 'text' as const, text };
    await writer.calls('messages.edit', { message_id: id, base_rev: 0, content });
    const heard = await log.hears('message.edited', (event) => event.data.message.id === id);
    expect(heard.data.message.content).toBeNull();
    expect(textOf((await seenBy(reader, group, id))[0])).toBeNull();
    expect(log.everything).not.toContain(text);
    await reader.leavesTheStage();
  });

  test('who is given a role sees what is held, who loses it does not any more', async () => {
    const { owner, writer, reader, group } = await gatherCompany(server.url, { hold: { threat: 0.8 } });
    const copy = await new AccountCopy(reader).begin();
    const text = makeThreat();
    await writer.sends(group, text);
    for (const [role, sees] of [
      ['admin', true],
      ['member', false],
    ] as const) {
      await owner.calls('members.update', { conversation_id: group, user_id: reader.id, role });
      await copy.catchUp();
      const fresh = await new AccountCopy(reader).begin();
      expect(copy.toValue(fresh)).toEqual(fresh.toValue(fresh));
      expect(JSON.stringify(fresh.toValue(fresh)).includes(text)).toBe(sees);
    }
  });

  test('nobody is told of a mention before it is shown', async () => {
    const company = await gatherCompany(server.url, { hold: { threat: 0.8 } });
    const { owner, writer, reader, group } = company;
    const at = { conversation_id: group };
    const mentionsOf = async () => (await reader.calls('conversations.get', at)).membership?.mentions;
    const name = reader.credentials.user.user_name ?? '';
    const { id } = await writer.sends(group, `@${name} ${makeThreat()}`);
    expect(await mentionsOf()).toBe(0);
    const log = await reader.listens();
    await owner.calls('moderation.act', { case_id: (await findCase(company, id)).id, action: 'approve' });
    await log.hears('membership.updated', (event) => event.data.membership.mentions === 1);
    expect(await mentionsOf()).toBe(1);
    await reader.leavesTheStage();
  });

  test('the policy is told, set by those who lead alone, and checked', async () => {
    const { owner, reader, group } = await gatherCompany(server.url, null);
    const log = await reader.listens();
    const policy = { flag: { any: 0.7 }, hold: { hate: 0.9 } };
    const answered = await owner.calls('moderation.policy', { conversation_id: group, policy });
    expect(answered.moderation).toEqual(policy);
    const heard = await log.hears('conversation.updated');
    expect(heard.data.conversation.moderation).toEqual(policy);
    for (const wrong of [{ flag: { any: 1.1 } }, { flag: { rudeness: 0.5 } }, { burn: { any: 0.5 } }]) {
      const refused = await owner.tries('moderation.policy', { conversation_id: group, policy: wrong });
      expect(refused.status, JSON.stringify(wrong)).toBe(400);
    }
    expect((await reader.tries('moderation.policy', { conversation_id: group, policy })).status).toBe(403);
    await reader.leavesTheStage();
  });

  test('what is held outlives kill -9', async () => {
    const company = await gatherCompany(server.url, { hold: { threat: 0.8 } });
    const text = makeThreat();
    const { id } = await company.writer.sends(company.group, text);
    await server.kill();
    await server.start();
    await waitUntil(
      'the message to be there',
      async () => (await seenBy(company.reader, company.group, id)).length > 0,
    );
    expect(textOf((await seenBy(company.reader, company.group, id))[0])).toBeNull();
    expect(textOf((await seenBy(company.writer, company.group, id))[0])).toBe(text);
  });
});

function isDense(events: readonly WireEvent[], group: string): boolean {
  const positions = events.flatMap((event) => (event.conversation_id === group && event.pos ? [event.pos] : []));
  return positions.every((pos, index) => index === 0 || pos === (positions[index - 1] ?? 0) + 1);
}
