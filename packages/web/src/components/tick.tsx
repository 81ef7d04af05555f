import type { Tick } from '../lib/ticks.ts';
import { strings } from '../strings/strings.ts';

const SHAPES: Record<Tick, string> = {
  pending: 'M8 4.5V8l2 1.5M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Z',
  failed: 'M8 4.5v4M8 11h.01M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Z',
  sent: 'm3.5 8.5 3 3 6-7',
  delivered: 'm1 8.5 3 3 6-7M7.5 11.5l6-7',
  read: 'm1 8.5 3 3 6-7M7.5 11.5l6-7',
};

/** How far my message has come: a clock, one tick, two ticks, two coloured ticks. */
export function TickMark({ tick }: { tick: Tick }) {
  const label = strings.ticks[tick];
  return (
    <svg
      class={`tick tick-${tick}`}
      width="15"
      height="15"
      viewBox="0 0 16 16"
      role="img"
      aria-label={label}
      data-testid="tick"
      data-tick={tick}
    >
      <title>{label}</title>
      <path d={SHAPES[tick]} />
    </svg>
  );
}
