import type { StreamState, WireEvent } from '@parlance/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveAnswers } from '../src/answers.ts';
import type { Call } from '../src/call.ts';

const HEAD = { question_id: 'q', asker_id: 'me', message_id: null };
const SILENCE_MS = 5_000;

const start = (): WireEvent =>
  ({
    type: 'stream.start',
    conversation_id: 'c',
    data: { stream_id: 's', sender: { id: 'leta' }, ...HEAD },
  }) as unknown as WireEvent;
const delta = (i: number, text: string): WireEvent => ({
  type: 'stream.delta',
  conversation_id: 'c',
  data: { stream_id: 's', i, text },
});
const end = (): WireEvent => ({
  type: 'stream.end',
  conversation_id: 'c',
  data: { stream_id: 's', message_id: null, reason: 'stopped' },
});

/** A server that has said this much, and notes what it is asked. */
class Server {
  text = '';
  state: StreamState['state'] = 'live';
  readonly asked: number[] = [];

  readonly call = (async (_operation: string, { have }: { have: number }) => {
    this.asked.push(have);
    const place = { stream_id: 's', conversation_id: 'c', sender_id: 'leta', ...HEAD };
    return { ...place, state: this.state, i: have, text: this.text.slice(have) };
  }) as unknown as Call;
}

let server: Server;
let answers: LiveAnswers;
const text = () => answers.answers.get().get('c')?.[0]?.text;

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  answers = new LiveAnswers(server.call, () => undefined, SILENCE_MS);
  answers.kick();
});
afterEach(() => {
  answers.pause();
  vi.useRealTimers();
});

describe('an answer while it is being written', () => {
  it('is put together by the places of its words', () => {
    for (const event of [start(), delta(0, 'But soft! '), delta(4, 'soft! What')]) answers.hear(event);
    expect(text()).toBe('But soft! What');
    answers.hear(end());
    answers.hear(delta(14, ' light'));
    expect(answers.answers.get().size).toBe(0);
    expect(server.asked).toEqual([]);
  });

  it('is asked for where words are missing', async () => {
    answers.hear(start());
    answers.hear(delta(0, 'But '));
    server.text = 'But soft! What';
    answers.hear(delta(10, 'What'));
    await vi.advanceTimersByTimeAsync(0);
    expect([text(), server.asked]).toEqual(['But soft! What', [4]]);
  });

  it('is asked about when nothing was heard for long, and goes when its end was missed', async () => {
    answers.hear(start());
    answers.hear(delta(0, 'But '));
    server.text = 'But soft!';
    await vi.advanceTimersByTimeAsync(SILENCE_MS);
    expect([text(), server.asked]).toEqual(['But soft!', [4]]);
    server.state = 'ended';
    await vi.advanceTimersByTimeAsync(SILENCE_MS);
    expect([text(), server.asked]).toEqual([undefined, [4, 9]]);
    await vi.advanceTimersByTimeAsync(10 * SILENCE_MS);
    expect(server.asked).toEqual([4, 9]);
  });

  it('stays to be read while there is no connection, and nothing is asked', async () => {
    answers.hear(start());
    answers.hear(delta(0, 'But '));
    answers.pause();
    await vi.advanceTimersByTimeAsync(10 * SILENCE_MS);
    expect([text(), server.asked]).toEqual(['But ', []]);
    server.text = 'But soft!';
    answers.kick();
    await vi.advanceTimersByTimeAsync(0);
    expect([text(), server.asked]).toEqual(['But soft!', [4]]);
  });
});
