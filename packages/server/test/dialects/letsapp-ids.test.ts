import { expect, test } from 'vitest';
import { ClientIds, socketOf } from '../../src/dialects/letsapp/client-ids.ts';
import { RepeatGuard } from '../../src/dialects/letsapp/repeat-guard.ts';

test('a client id is never given twice, begins alike within a moment, and tells which socket sent', () => {
  const ids = new ClientIds({ now: () => 1_763_750_000_000 });
  const given = Array.from({ length: 1000 }, () => ids.next('a-_b~c-d'));
  expect(new Set(given).size).toBe(1000);
  expect(new Set(given.map((id) => id.slice(0, 'letsapp-a-_b~c-d-'.length + 8))).size).toBe(1);
  expect(given.every((id) => socketOf(id) === 'a-_b~c-d')).toBe(true);
  expect(socketOf('0192f3c4-made-by-a-client')).toBeUndefined();
  expect(socketOf(null)).toBeUndefined();
});

test('a repetition within two seconds has the first one’s client id, a later one its own, and so has one after a refusal', () => {
  let now = 0;
  let made = 0;
  const guard = new RepeatGuard({ monotonic: () => now });
  const make = () => String(++made);
  for (; now <= 2000; now += 500) expect(guard.clientIdOf(['good night'], make)).toBe('1');
  now = 2001;
  expect(guard.clientIdOf(['good night'], make)).toBe('2');
  now = 3999;
  expect(guard.clientIdOf(['good night'], make)).toBe('2');
  expect(guard.clientIdOf(['refused'], make)).toBe('3');
  guard.forget(['refused'], '2');
  expect(guard.clientIdOf(['refused'], make)).toBe('3');
  guard.forget(['refused'], '3');
  expect(guard.clientIdOf(['refused'], make)).toBe('4');
});

test('what differs in any part is no repetition, and thousands within two seconds are told apart', () => {
  let made = 0;
  const guard = new RepeatGuard({ monotonic: () => 0 });
  const make = () => String(++made);
  const others = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['', 'abc'], ['abd'], ['ab\u{1F600}c']];
  expect(others.map((parts) => guard.clientIdOf(parts, make))).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  const ids = (sender: string) =>
    Array.from({ length: 20_000 }, (_, number) => guard.clientIdOf([sender, 'group', `message ${number}`], make));
  const sent = ids('ann');
  expect(new Set(sent).size).toBe(20_000);
  expect(ids('ann')).toEqual(sent);
});
