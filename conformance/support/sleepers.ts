import type { Actor } from './actor.ts';
import { RawSocket } from './raw-socket.ts';

/** A live connection that stops reading when it is told to, and reads on when it wakes. */
export interface Sleeper {
  fallAsleep(): void;
  /** Reads everything there is to read, up to the end of the connection, and answers with it. */
  wake(): Promise<string>;
  /** Bytes taken so far, and the local port, where there is one connection to measure. */
  measure(): { taken: number; port: number } | null;
  close(): void;
}

export const sleeperKinds = ['websocket', 'sse', 'polling'] as const;
export type SleeperKind = (typeof sleeperKinds)[number];

/** Connects by this transport and returns once the connection is live. */
export function openSleeper(actor: Actor, serverPort: number, kind: SleeperKind): Promise<Sleeper> {
  if (kind === 'websocket') return openWebSocketSleeper(actor, serverPort);
  if (kind === 'sse') return openSseSleeper(actor, serverPort);
  return openPollingSleeper(actor);
}

async function openWebSocketSleeper(actor: Actor, serverPort: number): Promise<Sleeper> {
  return toSleeper(await RawSocket.openWebSocket(serverPort, actor.token));
}

async function openSseSleeper(actor: Actor, serverPort: number): Promise<Sleeper> {
  const raw = await RawSocket.open(serverPort);
  raw.socket.write(
    `GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${actor.token}\r\nConnection: close\r\n\r\n`,
  );
  await raw.waitFor('event: live');
  return toSleeper(raw);
}

function toSleeper(raw: RawSocket): Sleeper {
  return {
    fallAsleep: () => void raw.socket.pause(),
    wake: async () => {
      raw.socket.resume();
      await raw.waitForEnd();
      return raw.received.toString();
    },
    measure: () => ({ taken: raw.receivedBytes, port: raw.socket.localPort ?? 0 }),
    close: () => raw.close(),
  };
}

/** Engine.IO by polling, spoken by hand: asleep, it simply never asks again. */
async function openPollingSleeper(actor: Actor): Promise<Sleeper> {
  const base = `${actor.url}/socket.io/?EIO=4&transport=polling`;
  const opening = await (await fetch(base)).text();
  const { sid } = JSON.parse(opening.slice(1)) as { sid: string };
  const url = `${base}&sid=${sid}`;
  const post = (body: string) =>
    fetch(url, { method: 'POST', body, headers: { 'content-type': 'text/plain;charset=UTF-8' } });
  await post(`40/v1,${JSON.stringify({ token: actor.token })}`);
  let taken = '';
  const poll = async (): Promise<boolean> => {
    const response = await fetch(url);
    const text = await response.text();
    taken += `${text}\n`;
    for (const [, id] of text.matchAll(/42\/v1,(\d+)\["sync"/g)) await post(`43/v1,${id}[]`);
    return response.ok && !text.includes('42/v1,["bye"');
  };
  while (!taken.includes('42/v1,["live"')) await poll();
  return {
    fallAsleep: () => undefined,
    wake: async () => {
      while (await poll());
      return taken;
    },
    measure: () => null,
    close: () => undefined,
  };
}
