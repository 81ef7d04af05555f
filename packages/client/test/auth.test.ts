import type { Credentials } from '@parlance/protocol';
import { describe, expect, it } from 'vitest';
import { Auth } from '../src/auth.ts';
import { MemoryCredentials } from '../src/credentials.ts';
import { Rest } from '../src/rest.ts';
import { me } from './support/model.ts';

const HOUR = 3_600_000;

function credentials(number: number): Credentials {
  const tokens = { access_token: `access${number}`, refresh_token: `refresh${number}` };
  return { user: me, session_id: 's', access_expires_at: HOUR, ...tokens };
}

/** A server whose refresh tokens work once, as the real one’s do: a second use ends the session. */
function newServer() {
  let current = 1;
  const answers: { fail?: Response | Error } = {};
  const asked: string[] = [];
  const fetch = async (_: unknown, init?: RequestInit) => {
    const { refresh_token } = JSON.parse(String(init?.body)) as { refresh_token: string };
    asked.push(refresh_token);
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (answers.fail instanceof Error) throw answers.fail;
    if (answers.fail !== undefined) return answers.fail;
    if (refresh_token !== `refresh${current}`) return ended();
    current += 1;
    return Response.json(credentials(current));
  };
  return { rest: new Rest('http://server', fetch as typeof globalThis.fetch), asked, answers };
}

const ended = () =>
  Response.json({ type: 't', title: 'T', status: 401, code: 'session_ended', detail: 'over' }, { status: 401 });

async function signedIn(store = new MemoryCredentials(), server = newServer()) {
  const reasons: string[] = [];
  let time = 0;
  const auth = new Auth({ rest: server.rest, store, now: () => time, onEnded: (reason) => reasons.push(reason) });
  if ((await store.load()) === null) await store.save(credentials(1));
  await auth.restore();
  const setTime = (next: number) => {
    time = next;
  };
  return { auth, store, server, reasons, setTime };
}

describe('the access token', () => {
  it('is renewed once for all who find it refused at the same time', async () => {
    const { auth, server } = await signedIn();
    const tokens = await Promise.all([auth.refresh('access1'), auth.refresh('access1'), auth.refresh('access1')]);
    expect(tokens).toEqual(['access2', 'access2', 'access2']);
    expect(await auth.refresh('access1')).toBe('access2');
    expect(server.asked).toEqual(['refresh1']);
  });

  it('is renewed ahead of its end', async () => {
    const { auth, setTime } = await signedIn();
    setTime(HOUR - 31_000);
    expect(await auth.accessToken()).toBe('access1');
    setTime(HOUR - 29_000);
    expect(await auth.accessToken()).toBe('access2');
  });

  it('is not renewed again and again by a device whose clock is ahead', async () => {
    const { auth, server, setTime } = await signedIn();
    setTime(5 * HOUR);
    for (let time = 0; time < 10; time += 1) await auth.accessToken();
    expect(server.asked).toHaveLength(1);
  });

  it('is taken from the store when another tab has renewed it', async () => {
    const one = await signedIn();
    const two = await signedIn(one.store, one.server);
    const tokens = await Promise.all([one.auth.refresh('access1'), two.auth.refresh('access1')]);
    expect(tokens).toEqual(['access2', 'access2']);
    expect(one.server.asked).toEqual(['refresh1']);
    expect([...one.reasons, ...two.reasons]).toEqual([]);
  });
});

describe('the session', () => {
  it('outlives a refresh that the network lost', async () => {
    const { auth, server, reasons } = await signedIn();
    server.answers.fail = new TypeError('fetch failed');
    await expect(auth.refresh('access1')).rejects.toMatchObject({ code: 'network' });
    delete server.answers.fail;
    expect(await auth.refresh('access1')).toBe('access2');
    expect(reasons).toEqual([]);
  });

  it('is over when the server says so, told once, and forgotten', async () => {
    const { auth, server, store, reasons } = await signedIn();
    server.answers.fail = ended();
    await expect(auth.refresh('access1')).rejects.toMatchObject({ code: 'session_ended' });
    expect(reasons).toEqual(['session_ended']);
    expect(await store.load()).toBeNull();
    await expect(auth.accessToken()).rejects.toMatchObject({ code: 'signed_out' });
  });

  it('is over here when another tab has logged out, whose next login is left alone', async () => {
    const { auth, store, reasons } = await signedIn();
    const other = { ...credentials(7), user: { ...me, id: 'somebody-else' } };
    await store.save(other);
    await expect(auth.refresh('access1')).rejects.toMatchObject({ code: 'signed_out' });
    expect(reasons).toEqual(['signed_out']);
    expect(await store.load()).toEqual(other);
  });
});
