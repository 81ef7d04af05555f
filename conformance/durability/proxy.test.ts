import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Actor, registerActors } from '../support/actor.ts';
import { CuttingProxy } from '../support/cutting-proxy.ts';
import type { FrameLog } from '../support/frame-log.ts';
import { callRest, sendRequest, toProblem, toRequest, tryRest } from '../support/rest.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { openSocketListener } from '../support/socket-listener.ts';
import { type Database, describeOnEachStorage } from '../support/storages.ts';
import { readStored } from '../support/stored-state.ts';
import { waitUntil } from '../support/wait-until.ts';

const BY_REST = 400;
const BY_SOCKET = 100;

describeOnEachStorage('sends whose answer is lost', (storage) => {
  let database: Database;
  let server: ServerProcess;
  let proxy: CuttingProxy;
  let romeo: Actor;
  let juliet: Actor;

  beforeAll(async () => {
    database = await storage.create();
    server = await startServerProcess({ env: database.env });
    proxy = await CuttingProxy.open(server.port);
    [romeo, juliet] = await registerActors(server.url, 'romeo', 'juliet');
  });

  afterAll(async () => {
    await proxy?.close();
    await server?.dispose();
    await database?.drop();
  });

  function toInput(conversation: string, clientId: string, text: string) {
    return { conversation_id: conversation, client_id: clientId, content: { type: 'text' as const, text } };
  }

  /** Sends by REST through the proxy, which cuts the answer; resolves when the connection has broken. */
  async function sendsInVain(input: ReturnType<typeof toInput>): Promise<void> {
    const request = toRequest('messages.send', input, romeo.token);
    // A connection of its own: a kept-alive one could be cut while idle, before the request went out.
    request.headers.connection = 'close';
    await expect(sendRequest(proxy.url, request)).rejects.toThrow();
  }

  test(`${BY_REST} sends over REST, each cut and then retried, are one message each`, async () => {
    const conversation = await romeo.opensDirect(juliet);
    const heard = await juliet.listens();
    const before = heard.events.length;
    proxy.mode = 'cut';
    const ids = Array.from({ length: BY_REST }, () => randomUUID());
    for (const [index, id] of ids.entries()) await sendsInVain(toInput(conversation, id, `line ${index}`));
    expect(proxy.cuts).toBe(BY_REST);
    proxy.mode = 'pass';
    for (const [index, id] of ids.entries()) {
      const again = await callRest(proxy.url, 'messages.send', toInput(conversation, id, `line ${index}`), romeo.token);
      expect(again).toMatchObject({ duplicate: true, message: { client_id: id, content: { text: `line ${index}` } } });
    }
    const stored = await readStored(romeo, conversation);
    expect(stored.messages.map((message) => message.client_id)).toEqual(ids);
    expect(stored.last_seq).toBe(BY_REST);
    await hearsLast(heard, ids);
    const sent = heard.events.slice(before).filter((event) => event.type === 'message.sent');
    expect(sent.map((event) => event.data.message.client_id)).toEqual(ids);
    await juliet.leavesTheStage();
  }, 60_000);

  test(`${BY_SOCKET} sends over sockets that lose the answer, each retried on a new socket, are one message each`, async () => {
    const conversation = await romeo.createsGroup('balcony', [juliet]);
    const heard = await juliet.listens();
    const ids = Array.from({ length: BY_SOCKET }, () => randomUUID());
    for (const [index, id] of ids.entries()) {
      proxy.mode = 'pass';
      const socket = await openSocketListener(proxy.url, romeo.token, {
        transports: [index % 2 === 0 ? 'websocket' : 'polling'],
      });
      proxy.mode = 'swallow';
      let answered = false;
      socket.socket.emit('messages.send', toInput(conversation, id, `line ${index}`), () => {
        answered = true;
      });
      await heard.hears('message.sent', (event) => event.data.message.client_id === id);
      proxy.resetAll();
      await socket.close();
      expect(answered).toBe(false);
    }
    proxy.mode = 'pass';
    const retry = await openSocketListener(proxy.url, romeo.token);
    for (const [index, id] of ids.entries()) {
      const again = await retry.calls('messages.send', toInput(conversation, id, `line ${index}`));
      expect(again.duplicate).toBe(true);
    }
    await retry.close();
    const stored = await readStored(romeo, conversation);
    expect(stored.messages.map((message) => message.client_id)).toEqual(ids);
    await juliet.leavesTheStage();
  }, 60_000);

  test('the same client id with another body is refused with 409 client_id_reused, and the first stays', async () => {
    const conversation = await romeo.createsGroup('street', [juliet]);
    const other = await romeo.createsGroup('garden', [juliet]);
    const id = randomUUID();
    const first = await romeo.sends(conversation, 'But soft!', id);
    const attempts = [
      toInput(conversation, id, 'But hard!'),
      { ...toInput(conversation, id, 'But soft!'), reply_to: first.id },
      { ...toInput(conversation, id, 'But soft!'), mentions: [juliet.id] },
      toInput(other, id, 'But soft!'),
    ];
    const socket = await openSocketListener(server.url, romeo.token);
    for (const attempt of attempts) {
      const answer = await tryRest(server.url, 'messages.send', attempt, romeo.token);
      expect(answer.status).toBe(409);
      expect(toProblem(answer)).toMatchObject({ status: 409, code: 'client_id_reused' });
      expect(await socket.tries('messages.send', attempt)).toMatchObject({
        ok: false,
        error: { code: 'client_id_reused' },
      });
    }
    await socket.close();
    expect((await readStored(romeo, conversation)).messages).toEqual([
      expect.objectContaining({ message_id: first.id, text: 'But soft!' }),
    ]);
    expect((await readStored(romeo, other)).messages).toEqual([]);
  });

  test('a client id belongs to its sender: somebody else may use the same', async () => {
    const conversation = await romeo.createsGroup('tomb', [juliet]);
    const id = randomUUID();
    const his = await romeo.sends(conversation, 'Thus with a kiss I die.', id);
    const hers = await juliet.sends(conversation, 'O happy dagger!', id);
    expect(hers.id).not.toBe(his.id);
  });
});

async function hearsLast(heard: FrameLog, ids: string[]): Promise<void> {
  const last = ids.at(-1);
  await waitUntil('the last of the messages', () =>
    heard.events.some((event) => event.type === 'message.sent' && event.data.message.client_id === last),
  );
}
