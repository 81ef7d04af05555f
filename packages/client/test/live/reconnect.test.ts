import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ParlanceClient } from '../../src/client.ts';
import type { MessageView } from '../../src/views.ts';
import { live, myId, People, transports } from '../support/people.ts';
import { BadNetwork } from '../support/proxy.ts';
import { RestartableServer } from '../support/restartable-server.ts';
import { until } from '../support/until.ts';

let server: RestartableServer;
let network: BadNetwork;
const people = new People();

beforeAll(async () => {
  server = await RestartableServer.start();
  network = await BadNetwork.to(server.url);
});
afterEach(() => people.leave());
afterAll(async () => {
  await network.close();
  await server.stop();
});

const texts = (messages: readonly MessageView[]) => messages.map((message) => message.content?.text);
const allSent = (messages: readonly MessageView[]) => messages.every((message) => message.status === 'sent');
const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `number ${from + index}`);

/** The server goes away and comes back, and the network with it. */
async function restartServer(meanwhile: () => Promise<void>): Promise<void> {
  await server.restart(meanwhile, () => {
    network.down = true;
    network.cut();
  });
  network.down = false;
}

const waiting = (client: ParlanceClient) =>
  until(client.connection, ({ state }) => state === 'waiting' || state === 'connecting', 'the loss noticed');

describe.each(transports)('over %s', (_, transport) => {
  const enter = (name: string) => people.enter(name, { url: network.url, ...transport });

  it('what is written while the server is away is sent when it is back, once and in order', async () => {
    const [ada, ben] = [await enter('Ada'), await enter('Ben')];
    const { conversation } = await ada.openDirect(myId(ben));
    const [here, there] = [ada.open(conversation.id), ben.open(conversation.id)];
    here.send('number 0');
    await until(there.messages, (messages) => messages.length === 1);
    await restartServer(async () => {
      await Promise.all([waiting(ada), waiting(ben)]);
      for (const text of numbers(9, 1)) here.send(text);
      expect(here.messages.get().filter((message) => message.status === 'pending')).toHaveLength(9);
    });
    await until(there.messages, (messages) => messages.length === 10, 'ten messages', 20_000);
    await until(here.messages, allSent);
    expect(texts(there.messages.get())).toEqual(numbers(10));
    expect(texts(here.messages.get())).toEqual(numbers(10));
  }, 40_000);

  it('a network that cuts every connection again and again loses nothing and doubles nothing', async () => {
    const [ada, ben] = [await enter('Ada'), await enter('Ben')];
    const { conversation } = await ada.openDirect(myId(ben));
    const [here, there] = [ada.open(conversation.id), ben.open(conversation.id)];
    const [mine, theirs] = [numbers(40), numbers(40, 100)];
    for (let index = 0; index < 40; index += 1) {
      here.send(mine[index] as string);
      there.send(theirs[index] as string);
      if (index % 8 === 5) {
        network.cut();
        await until(here.messages, (messages) => messages.some((message) => message.status === 'sent'), 'one sent');
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const whole = (messages: readonly MessageView[]) => messages.length === 80 && allSent(messages);
    const [left, right] = await Promise.all([
      until(here.messages, whole, 'all 80', 30_000),
      until(there.messages, whole, 'all 80', 30_000),
    ]);
    expect(left.map((message) => message.seq)).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
    expect(right.map((message) => message.id)).toEqual(left.map((message) => message.id));
    expect(texts(left.filter((message) => message.sender_id === myId(ada)))).toEqual(mine);
    expect(texts(left.filter((message) => message.sender_id === myId(ben)))).toEqual(theirs);
  }, 60_000);

  it('answers that never arrive are asked for again under the same id: one message each', async () => {
    const [ada, ben] = [await enter('Ada'), await enter('Ben')];
    const { conversation } = await ada.openDirect(myId(ben));
    const [here, there] = [ada.open(conversation.id), ben.open(conversation.id)];
    // Over a WebSocket the client's bytes are masked: there the ids cannot be seen, and the cut is blind.
    const blind = transport.socket?.transports?.[0] === 'websocket';
    const before = network.swallowed;
    for (const text of numbers(5)) {
      // A message travels as a Socket.IO packet, or by REST where there is no socket (yet).
      if (!blind) network.swallowNextAnswerTo('"client_id"', 'PUT /v1/conversations/');
      here.send(text);
      if (blind) network.cut();
      await until(there.messages, (messages) => texts(messages).includes(text), text, 20_000);
    }
    await until(here.messages, (messages) => messages.length === 5 && allSent(messages), 'all sent', 20_000);
    expect(texts(there.messages.get())).toEqual(numbers(5));
    if (!blind) expect(network.swallowed - before).toBe(5);
  }, 90_000);

  it('a long absence comes back short, and opening the conversation fills what was left out', async () => {
    const [ada, ben] = [await enter('Ada'), await enter('Ben')];
    const { conversation } = await ada.openDirect(myId(ben));
    const [here, there] = [ada.open(conversation.id), ben.open(conversation.id)];
    for (const text of numbers(5)) here.send(text);
    await until(there.messages, (messages) => messages.length === 5);
    const [first] = there.messages.get();
    there.close();
    await ben.stop();
    for (const text of numbers(150, 5)) here.send(text);
    await until(here.messages, (messages) => messages.length === 155 && allSent(messages), 'all sent', 20_000);
    await here.edit(first?.id ?? '', 'number 0, edited');
    ben.start();
    await live(ben);
    const again = ben.open(conversation.id);
    const all = await until(again.messages, (messages) => messages.length === 155, 'all 155');
    expect(texts(all)).toEqual(['number 0, edited', ...numbers(154, 1)]);
    expect(again.hasOlder.get()).toBe(false);
  }, 40_000);
});
