import type { Message, Problem } from '@parlance/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Call } from '../src/call.ts';
import { ParlanceError } from '../src/errors.ts';
import { Outbox } from '../src/outbox.ts';
import type { OutboxEntry } from '../src/outbox-entry.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Sending {
  conversation_id: string;
  client_id: string;
  answer: () => void;
  fail: (error: ParlanceError) => void;
}

const entry = (client_id: string, conversation_id = 'c1'): OutboxEntry => ({
  client_id,
  conversation_id,
  content: { type: 'text', text: client_id },
  reply_to: null,
  thread_id: null,
  mentions: [],
  created_at: 1,
  status: 'pending',
});

function refusal(status: number, code: Problem['code'], retry_after_ms?: number): ParlanceError {
  const hint = retry_after_ms === undefined ? {} : { retry_after_ms };
  return ParlanceError.of({ type: 't', title: 'T', status, code, detail: 'd', ...hint });
}

function newOutbox(stored: Promise<void> = Promise.resolve()) {
  const sendings: Sending[] = [];
  const sent: string[] = [];
  const call = ((_: string, input: { conversation_id: string; client_id: string }) =>
    new Promise((resolve, reject) => {
      const message = { ...input, sender_id: 'me', pos: 1 } as unknown as Message;
      sendings.push({ ...input, answer: () => resolve({ message, duplicate: false, token: 't' }), fail: reject });
    })) as unknown as Call;
  const onSent = (message: Message) => {
    sent.push(message.client_id ?? '');
    return true;
  };
  const outbox = new Outbox({ call, save: () => stored, onSent, random: () => 0.5 });
  outbox.start();
  return { outbox, sendings, sent };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('the outbox', () => {
  it('sends one message of a conversation at a time, in order, conversations beside each other', async () => {
    const { outbox, sendings, sent } = newOutbox();
    for (const one of [entry('1'), entry('2'), entry('a', 'c2'), entry('3')]) outbox.add(one);
    await settle();
    expect(sendings.map((sending) => sending.client_id)).toEqual(['1', 'a']);
    sendings[0]?.answer();
    await settle();
    expect(sendings.map((sending) => sending.client_id)).toEqual(['1', 'a', '2']);
    sendings[2]?.answer();
    await settle();
    sendings[3]?.answer();
    await settle();
    expect(sent).toEqual(['1', '2', '3']);
    expect(outbox.entries.get().map((one) => one.client_id)).toEqual(['a']);
  });

  it('sends the same client id again after an unknown outcome, a server fault and a limit, and nothing overtakes', async () => {
    const { outbox, sendings } = newOutbox();
    outbox.add(entry('1'));
    outbox.add(entry('2'));
    await settle();
    sendings.at(-1)?.fail(ParlanceError.network('cut'));
    await vi.advanceTimersByTimeAsync(249);
    expect(sendings).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sendings.map((sending) => sending.client_id)).toEqual(['1', '1']);
    sendings.at(-1)?.fail(refusal(503, 'unavailable'));
    await vi.advanceTimersByTimeAsync(500);
    sendings.at(-1)?.fail(refusal(429, 'rate_limited', 9000));
    await vi.advanceTimersByTimeAsync(8999);
    expect(sendings).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sendings.map((sending) => sending.client_id)).toEqual(['1', '1', '1', '1']);
    sendings.at(-1)?.answer();
    await settle();
    expect(sendings.at(-1)?.client_id).toBe('2');
  });

  it('shows a refusal, goes on with the next, and sends again by hand only', async () => {
    const { outbox, sendings } = newOutbox();
    outbox.add(entry('1'));
    outbox.add(entry('2'));
    await settle();
    sendings[0]?.fail(refusal(403, 'blocked'));
    await settle();
    expect(outbox.entries.get()[0]).toMatchObject({ status: 'failed', error: { code: 'blocked' } });
    expect(sendings.at(-1)?.client_id).toBe('2');
    sendings.at(-1)?.answer();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sendings).toHaveLength(2);
    outbox.retry('1');
    await settle();
    expect(sendings.at(-1)?.client_id).toBe('1');
    expect(outbox.entries.get()[0]?.error).toBeUndefined();
    sendings.at(-1)?.fail(refusal(403, 'blocked'));
    await settle();
    outbox.discard('1');
    expect(outbox.entries.get()).toEqual([]);
  });

  it('keeps a message through the end of a session', async () => {
    const { outbox, sendings } = newOutbox();
    outbox.add(entry('1'));
    await settle();
    sendings[0]?.fail(refusal(401, 'session_ended'));
    await settle();
    expect(outbox.entries.get()).toMatchObject([{ client_id: '1', status: 'pending' }]);
  });

  it('tries at once when the way to the server opens', async () => {
    const { outbox, sendings } = newOutbox();
    outbox.add(entry('1'));
    await settle();
    sendings[0]?.fail(refusal(503, 'unavailable', 20_000));
    await settle();
    outbox.kick();
    await settle();
    expect(sendings).toHaveLength(2);
  });

  it('believes the live event when the answer is lost, and sends nothing twice', async () => {
    const { outbox, sendings, sent } = newOutbox();
    outbox.add(entry('1'));
    await settle();
    outbox.confirm({ client_id: '1', conversation_id: 'c1', sender_id: 'me', pos: 4 } as Message);
    sendings[0]?.fail(ParlanceError.network('cut'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sendings).toHaveLength(1);
    expect(sent).toEqual(['1']);
    expect(outbox.entries.get()).toEqual([]);
  });

  it('does not send before the message is stored', async () => {
    let stored: () => void = () => undefined;
    const { outbox, sendings } = newOutbox(new Promise((resolve) => (stored = resolve)));
    outbox.add(entry('1'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sendings).toEqual([]);
    stored();
    await settle();
    expect(sendings).toHaveLength(1);
  });
});
