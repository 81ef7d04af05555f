import type { Said } from './said.ts';

/** So large a number is tried for divisors at once. */
const LARGEST_PRIME = 1_000_000_000_000;

/** Small questions about numbers that are no calculation. */
export function answerNumbers({ plain, now }: Said): string | undefined {
  if (plain.length > 80) return undefined;
  const prime = /^is (\d{1,13}) (?:a )?prime(?: number)?$/.exec(plain)?.[1];
  if (prime !== undefined) return tellPrime(Number(prime));
  const parity = /^is (\d{1,15}) (even|odd)(?: or (?:even|odd))?$/.exec(plain)?.[1];
  if (parity !== undefined) return `${parity} is ${Number(parity) % 2 === 0 ? 'even' : 'odd'}.`;
  const range =
    /^(?:pick|choose|give me|think of|say|tell me) (?:a|any) (?:random )?number(?: (?:between|from) (\d{1,9}) (?:and|to) (\d{1,9}))?$/.exec(
      plain,
    );
  if (range !== null) return `${pick(Number(range[1] ?? 1), Number(range[2] ?? 100), now)}.`;
  if (/^what is the (square )?root of -\d+/.test(plain)) return 'A negative number has no real root.';
  return undefined;
}

function tellPrime(value: number): string {
  if (value > LARGEST_PRIME) return 'That number is too large for me to tell.';
  if (value < 2) return `${value} is not prime: primes begin with 2.`;
  for (let divisor = 2; divisor * divisor <= value; divisor += 1) {
    if (value % divisor === 0) return `${value} is not prime: ${divisor} × ${value / divisor} = ${value}.`;
  }
  return `Yes, ${value} is prime.`;
}

function pick(one: number, other: number, now: number): number {
  const [least, most] = [Math.min(one, other), Math.max(one, other)];
  return least + ((now * 7_919) % (most - least + 1));
}
