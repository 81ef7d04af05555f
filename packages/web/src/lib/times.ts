import { locale, strings } from '../strings/strings.ts';

const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short' });
const dayOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const longDay = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const longDate = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const whole = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

const DAY_MS = 86_400_000;

export function toClock(time: number): string {
  return clock.format(time);
}

/** Date and time in full, for what appears when one points at a short time. */
export function toFullTime(time: number): string {
  return whole.format(time);
}

/** As short as a list allows: 14:05, Tue, 3 May, 3 May 2024. */
export function toShortTime(time: number, now = Date.now()): string {
  const days = daysBetween(time, now);
  if (days === 0) return clock.format(time);
  if (days < 7) return weekday.format(time);
  return isSameYear(time, now) ? dayOfYear.format(time) : date.format(time);
}

/** The heading of a day in a conversation: Today, Yesterday, Tuesday 3 May. */
export function toDayHeading(time: number, now = Date.now()): string {
  const days = daysBetween(time, now);
  if (days === 0) return strings.today;
  if (days === 1) return strings.yesterday;
  return (isSameYear(time, now) ? longDay : longDate).format(time);
}

/** "5 minutes ago", "yesterday", "3 May". */
export function toAgo(time: number, now = Date.now()): string {
  const minutes = Math.floor((now - time) / 60_000);
  if (minutes < 1) return strings.justNow;
  if (minutes < 60) return relative.format(-minutes, 'minute');
  const days = daysBetween(time, now);
  if (days === 0) return relative.format(-Math.floor(minutes / 60), 'hour');
  if (days < 7) return relative.format(-days, 'day');
  return isSameYear(time, now) ? dayOfYear.format(time) : date.format(time);
}

/** Calendar days from one time to the other, by the clock on the wall. */
function daysBetween(time: number, now: number): number {
  const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);
  return Math.max(0, Math.round((midnight(now) - midnight(time)) / DAY_MS));
}

function isSameYear(one: number, other: number): boolean {
  return new Date(one).getFullYear() === new Date(other).getFullYear();
}
