import { randomInt, randomUUID } from 'node:crypto';
import type { Agent } from 'node:http';
import { errorCatalogue, type OperationId, operations, type Problem } from '@parlance/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FrameLog } from '../support/frame-log.ts';
import { inLanes } from '../support/in-lanes.ts';
import { LatencyProbe } from '../support/latency-probe.ts';
import { malformedPayloads, malformedRequests } from '../support/malformed-inputs.ts';
import { operationInputs, type Scene } from '../support/operation-inputs.ts';
import { openAgent, sendRaw } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { type Answer, type RestRequest, toProblem, toRequest } from '../support/rest.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { openSocketListener, type SocketAnswer } from '../support/socket-listener.ts';
import { type Cast, registerCast, type Stage, setStage } from '../support/stage.ts';
import { dumpState } from '../support/state-dump.ts';
import { waitUntil } from '../support/wait-until.ts';

const operationIds = Object.keys(operations) as OperationId[];
const seed = randomInt(2 ** 31);
const lanes = Array.from({ length: 8 });

let server: ServerProcess;
let cast: Cast;
let stage: Stage;
let scene: Scene;
let agent: Agent;

beforeAll(async () => {
  server = await startServerProcess();
  cast = await registerCast(server.url);
  stage = await setStage(cast);
  scene = {
    stage,
    actor: cast.member,
    otherSession: cast.member.credentials.session_id,
    refreshToken: cast.member.credentials.refresh_token,
    syncToken: (await cast.member.calls('sync.page', {})).token,
  };
  agent = openAgent();
});

afterAll(async () => {
  agent?.destroy();
  await server?.dispose();
});

/** Runs a storm of bad input: nothing visible may change, nobody may hear anything, and the process must be the same. */
async function withstands(storm: () => Promise<string[]>): Promise<void> {
  const { owner, member } = cast;
  const { pid } = server;
  const logs = await Promise.all([owner.listens('websocket'), owner.listens('sse'), member.listens('polling')]);
  const before = await dumpState([owner, member]);
  const heardBefore = logs.map((log) => log.events.length);
  const wrong = await storm();
  expect(server.running, `the server has ended:\n${server.output.slice(-3_000)}`).toBe(true);
  expect(wrong.slice(0, 30), `seed ${seed}, ${wrong.length} in all`).toEqual([]);
  expect(await dumpState([owner, member])).toEqual(before);
  const mark = (await owner.sends(stage.conversation, 'after the storm')).id;
  await Promise.all(logs.map((log, index) => hearsOnly(log, heardBefore[index] ?? 0, mark)));
  expect(server.pid).toBe(pid);
  await Promise.all([owner.leavesTheStage(), member.leavesTheStage()]);
}

/** Since `from`, the log holds nothing but the mark (delivery and reading follow it, not precede it). */
async function hearsOnly(log: FrameLog, from: number, mark: string): Promise<void> {
  await log.hears('message.sent', (event) => event.data.message.id === mark);
  const [first] = log.events.slice(from);
  expect(first).toMatchObject({ type: 'message.sent', data: { message: { id: mark } } });
}

/** What is wrong with the answer to bad input, or nothing. */
function judgeAnswer(what: string, answer: Answer): string[] {
  const problem = toProblem(answer);
  if (problem === undefined) return [`${what}: ${answer.status} without a problem: ${answer.text.slice(0, 120)}`];
  if (answer.status !== problem.status) return [`${what}: ${answer.status}, its problem says ${problem.status}`];
  return judgeProblem(what, problem);
}

function judgeProblem(what: string, problem: Problem): string[] {
  if (!(problem.code in errorCatalogue)) return [`${what}: the code ${problem.code} is not in the catalogue`];
  if (problem.status >= 500 || problem.status < 400) return [`${what}: ${problem.status} ${problem.code}`];
  if (problem.status !== errorCatalogue[problem.code].status) return [`${what}: ${problem.code} as ${problem.status}`];
  if (typeof problem.detail !== 'string' || problem.detail.length > 2_000) return [`${what}: no readable detail`];
  return [];
}

function judgeAcknowledgement(what: string, answer: SocketAnswer | undefined): string[] {
  if (answer === undefined || typeof answer !== 'object')
    return [`${what}: acknowledged with ${JSON.stringify(answer)}`];
  return answer.ok ? [`${what}: was done`] : judgeProblem(what, answer.error);
}

function tokenFor(operation: OperationId): string | undefined {
  return operations[operation].auth === 'none' ? undefined : cast.member.token;
}

function allMalformedRequests() {
  return operationIds.flatMap((id) => malformedRequests(id, operationInputs[id](scene as never), tokenFor(id), seed));
}

test('malformed requests to every route are refused with a problem', async () => {
  await withstands(async () => {
    const wrong: string[] = [];
    await inLanes(lanes, allMalformedRequests(), async (_lane, { what, request }) => {
      try {
        wrong.push(...judgeAnswer(what, await sendRaw(server.url, request, agent)));
      } catch (error) {
        wrong.push(`${what}: no answer (${String(error)})`);
      }
    });
    return wrong;
  });
}, 60_000);

test('wrong tokens, paths, methods and headers are refused with a problem', async () => {
  const me = toRequest('users.me', {}, cast.member.token);
  const withHeaders = (headers: Record<string, string>): RestRequest => ({ ...me, headers });
  const requests: RestRequest[] = [
    ...[
      '',
      'Bearer',
      'Bearer ',
      'Basic YTpi',
      'Bearer a.b.c',
      `Bearer ${cast.member.token}x`,
      `bearer${cast.member.token}`,
    ].map((authorization) => withHeaders({ authorization })),
    withHeaders({ ...me.headers, cookie: 'x'.repeat(100_000) }),
    { ...me, path: '/v1/no-such-thing' },
    { ...me, path: '/v1/me/../../etc/passwd' },
    { ...me, path: '/v1/users/%00' },
    { ...me, path: '/v1/users/%zz' },
    { ...me, path: `/v1/users/${'a'.repeat(5_000)}` },
    { ...me, path: '/v1/events?since=never-issued' },
    { ...me, path: '/v1/sync?since=never-issued' },
    { ...me, path: '/v1/sync?timeout_ms=1&timeout_ms=2' },
    { ...me, method: 'POST' },
    { ...me, method: 'DELETE', path: '/v1/server' },
    { ...me, method: 'PUT', path: '/v1/events' },
  ];
  await withstands(async () => {
    const answers = await Promise.all(requests.map((request) => sendRaw(server.url, request, agent)));
    return answers.flatMap((answer, index) => judgeAnswer(JSON.stringify(requests[index]).slice(0, 200), answer));
  });
});

test('malformed payloads of every event are refused in their acknowledgement', async () => {
  await withstands(async () => {
    const wrong: string[] = [];
    const socket = await openSocketListener(server.url, cast.member.token, { within: 2_000 });
    const payloads = [
      ...operationIds.flatMap((id) =>
        malformedPayloads(id, operationInputs[id](scene as never), seed).map((bad) => ({
          ...bad,
          event: id as string,
        })),
      ),
      { event: 'no.such.event', what: 'no.such.event', payload: [{}] },
      { event: 'toString', what: 'toString', payload: [{}] },
      { event: '__proto__', what: '__proto__', payload: [{}] },
    ];
    await inLanes(lanes, payloads, async (_lane, { event, what, payload }) => {
      const answer = await socket.tries(event, ...payload).catch(() => undefined);
      wrong.push(...judgeAcknowledgement(what, answer));
      // Without an acknowledgement function there is nobody to tell; it must do just as little.
      socket.socket.emit(event, ...payload);
    });
    expect(socket.log.ended).toBeUndefined();
    // An answer to a later request says that all the earlier ones have been dealt with.
    await socket.calls('users.me', {});
    await socket.close();
    return wrong;
  });
}, 60_000);

test('a payload of megabytes is refused, or ends its connection, and nothing else', async () => {
  await withstands(async () => {
    const socket = await openSocketListener(server.url, cast.member.token);
    const text = 'x'.repeat(3_000_000);
    const input = { conversation_id: stage.conversation, client_id: randomUUID(), content: { type: 'text', text } };
    const answer = await socket.tries('messages.send', input).catch(() => undefined);
    await socket.close();
    if (answer !== undefined) return judgeAcknowledgement('3 MB of text', answer);
    return socket.log.ended === undefined ? ['3 MB of text: neither refused nor cut'] : [];
  });
});

const BROKEN_PACKETS = [
  '',
  'x',
  '4',
  '42',
  '42/v1',
  '42/v1,',
  '42/v1,{',
  '42/v1,"text"',
  '42/v1,{}',
  '42/v1,[]',
  '42/v1,[1]',
  '42/v1,[null,{}]',
  '42/v1,[["a"]]',
  '42/v1,7["messages.send"',
  '42/v1,99999999999999999999["users.me",{}]',
  '40/v1,{',
  '40/v1,[]',
  '40/no-such-namespace,',
  '40/v1,{"token":{"a":1}}',
  '43/v1,1[]',
  '44/v1,{"message":"error"}',
  '45/v1,["messages.send",{}]',
  '451-/v1,["messages.send",{"_placeholder":true,"num":0}]',
  '451-/v1,["messages.send",{"_placeholder":true,"num":7}]',
  '45999999-/v1,["messages.send",{}]',
  '45-1-/v1,[]',
  '49/v1,[]',
  '1',
  '5',
  '6',
  '9',
  `42/v1,["users.me",${'['.repeat(50_000)}`,
];

test('broken packets and frames end at most their own connection', async () => {
  await withstands(async () => {
    const open = () => RawSocket.openWebSocket(server.port, cast.member.token);
    const attacks: ((raw: RawSocket) => void)[] = [
      (raw) => raw.writeFrame(0x82, Buffer.from([1, 2, 3])), // bytes that no packet announced
      (raw) => raw.writeFrame(0x81, Buffer.from([0xff, 0xfe, 0xfd])), // text that is not UTF-8
      (raw) => raw.writeFrame(0xf1, Buffer.from('reserved bits')),
      (raw) => raw.writeFrame(0x83, Buffer.from('reserved opcode')),
      (raw) => raw.writeFrame(0x80, Buffer.from('continuation of nothing')),
      (raw) => raw.writeFrame(0x89, Buffer.alloc(200)), // a ping longer than a control frame may be
      (raw) => raw.socket.write(Buffer.from([0x81, 0x02, 0x34, 0x32])), // not masked
      (raw) => raw.socket.write(Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])), // a length of 2^64
      (raw) => raw.socket.write('GET / HTTP/1.1\r\n\r\n'),
    ];
    const sendPacket = (packet: string) => ({
      what: packet.slice(0, 60),
      attack: (raw: RawSocket) => raw.writeText(packet),
    });
    for (const { what, attack } of [
      ...BROKEN_PACKETS.map(sendPacket),
      ...attacks.map((attack) => ({ what: String(attack), attack })),
    ]) {
      const raw = await open();
      attack(raw);
      // Either the server closes the connection, or it still answers the next question on it.
      raw.writeText('42/v1,4711["users.me",{}]');
      await waitUntil(`an end or an answer after ${what}`, () => raw.isClosing || raw.received.includes('43/v1,4711'));
      raw.close();
    }
    return [];
  });
}, 40_000);

test('what is not HTTP and what is not Engine.IO gets a refusal', async () => {
  const openings = [
    'HELO verona\r\n\r\n',
    'GET /v1/me HTTP/9.9\r\nHost: a\r\n\r\n',
    'GET /v1/me HTTP/1.1\r\n\r\n',
    `GET /v1/me HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(200_000)}\r\n\r\n`,
    'POST /v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: -5\r\n\r\n',
    'POST /v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}',
    'POST /v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'GET /socket.io/?EIO=3&transport=polling HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    'GET /socket.io/?EIO=4&transport=carrier-pigeon HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    'GET /socket.io/?EIO=4&transport=polling&sid=never-issued HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    'POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\n42',
  ];
  await withstands(async () => {
    const wrong: string[] = [];
    for (const opening of openings) {
      const raw = await RawSocket.open(server.port);
      raw.socket.write(opening);
      await waitUntil(`an answer to ${opening.slice(0, 60)}`, () => raw.closed || raw.received.includes('HTTP/1.1 '));
      const status = /^HTTP\/1\.1 (\d{3})/.exec(raw.received.toString())?.[1];
      if (status !== undefined && !status.startsWith('4')) wrong.push(`${opening.slice(0, 80)}: ${status}`);
      raw.close();
    }
    return wrong;
  });
});

test('malformed requests slow others down no more than well-formed ones do', async () => {
  const probe = new LatencyProbe(cast.stranger);
  const isSmall = ({ request }: { request: RestRequest }) =>
    (request.body?.length ?? 0) < 5_000 && request.path.length < 2_000;
  const malformed = allMalformedRequests().filter(isSmall);
  const wellFormed = toRequest('messages.list', operationInputs['messages.list'](scene), cast.member.token);
  const run = async (toSend: (index: number) => RestRequest): Promise<number> => {
    await probe.takeMedian();
    const items = Array.from({ length: 2_000 }, (_none, index) => index);
    await inLanes(lanes, items, async (_lane, index) => void (await sendRaw(server.url, toSend(index), agent)));
    const { median, count } = await probe.takeMedian();
    expect(count).toBeGreaterThan(5);
    return median;
  };
  const usual = await run(() => wellFormed);
  const stormy = await run((index) => malformed[(index * 7) % malformed.length]?.request ?? wellFormed);
  await probe.close();
  expect(stormy, `${usual.toFixed(2)} ms beside well-formed, ${stormy.toFixed(2)} ms beside malformed`).toBeLessThan(
    usual * 10,
  );
}, 40_000);
