import { capitalise, type Said } from './said.ts';

/** Cities and countries people ask for whose names are not those of their time zone. */
const PLACES: Record<string, string> = {
  beijing: 'Asia/Shanghai',
  china: 'Asia/Shanghai',
  japan: 'Asia/Tokyo',
  india: 'Asia/Kolkata',
  mumbai: 'Asia/Kolkata',
  delhi: 'Asia/Kolkata',
  'new delhi': 'Asia/Kolkata',
  bangalore: 'Asia/Kolkata',
  germany: 'Europe/Berlin',
  munich: 'Europe/Berlin',
  hamburg: 'Europe/Berlin',
  france: 'Europe/Paris',
  spain: 'Europe/Madrid',
  italy: 'Europe/Rome',
  barcelona: 'Europe/Madrid',
  milan: 'Europe/Rome',
  england: 'Europe/London',
  uk: 'Europe/London',
  ireland: 'Europe/Dublin',
  portugal: 'Europe/Lisbon',
  netherlands: 'Europe/Amsterdam',
  geneva: 'Europe/Zurich',
  switzerland: 'Europe/Zurich',
  austria: 'Europe/Vienna',
  poland: 'Europe/Warsaw',
  greece: 'Europe/Athens',
  turkey: 'Europe/Istanbul',
  russia: 'Europe/Moscow',
  ukraine: 'Europe/Kyiv',
  egypt: 'Africa/Cairo',
  nigeria: 'Africa/Lagos',
  kenya: 'Africa/Nairobi',
  'south africa': 'Africa/Johannesburg',
  'new york': 'America/New_York',
  nyc: 'America/New_York',
  boston: 'America/New_York',
  washington: 'America/New_York',
  miami: 'America/New_York',
  'san francisco': 'America/Los_Angeles',
  california: 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  'los angeles': 'America/Los_Angeles',
  texas: 'America/Chicago',
  houston: 'America/Chicago',
  'mexico city': 'America/Mexico_City',
  brazil: 'America/Sao_Paulo',
  'sao paulo': 'America/Sao_Paulo',
  'buenos aires': 'America/Argentina/Buenos_Aires',
  'hong kong': 'Asia/Hong_Kong',
  korea: 'Asia/Seoul',
  'ho chi minh city': 'Asia/Ho_Chi_Minh',
  'sri lanka': 'Asia/Colombo',
  australia: 'Australia/Sydney',
  'new zealand': 'Pacific/Auckland',
  utc: 'UTC',
  gmt: 'UTC',
};

/** Every zone’s last part as a name: “Tokyo” for Asia/Tokyo. */
const zones = new Map(
  Intl.supportedValuesOf('timeZone').map((zone) => [
    (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ').toLowerCase(),
    zone,
  ]),
);

const WEEKDAYS = 'sunday|monday|tuesday|wednesday|thursday|friday|saturday';
const DAY = 86_400_000;
/** No question about the time is longer. */
const LONGEST = 120;

/** The time and the date, here (UTC) and elsewhere, and how far days are. */
export function answerTime({ plain, now }: Said): string | undefined {
  if (plain.length > LONGEST) return undefined;
  const place = /\b(?:time|date|day)\b.*?\b(?:in|at) ([\p{L} .-]{2,40}?)(?: now| right now| today)?$/u.exec(plain)?.[1];
  if (
    place !== undefined &&
    /\b(time|date|day)\b/.test(plain) &&
    /^(what|tell|which|current|the|time|date)/.test(plain)
  ) {
    const zone = PLACES[place] ?? zones.get(place);
    if (zone === undefined)
      return `I do not know the time zone of ${capitalise(place)}. In UTC it is ${formatTime(now, 'UTC')}.`;
    return `In ${place.replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase())} it is ${formatTime(now, zone)} on ${formatDate(now, zone)}.`;
  }
  if (
    /^(what time is it( now| right now)?|what is the (current )?time( now)?|(the )?(current )?time|tell me the time)$/.test(
      plain,
    )
  ) {
    return `It is ${formatTime(now, 'UTC')} UTC on ${formatDate(now, 'UTC')}.`;
  }
  if (
    /^(what (day|date) is (it )?(today|now)?|what is (the|today's) (date|day)( today)?|what is today|(the )?(current |today's )?date( today)?|which day is (it|today)|what year is it|what month is it|tell me the date)$/.test(
      plain,
    )
  ) {
    return `Today is ${formatDate(now, 'UTC')} (UTC).`;
  }
  const shifted =
    /^what (?:is |was )?(?:the )?(?:day|date|weekday) ?(?:is it|was it|is|was|will be|will it be)? ?(?:the )?(day after tomorrow|tomorrow|yesterday|(?:in )?(\d{1,5}) (days?|weeks?)(?: from (?:now|today))?|(\d{1,5}) (days?|weeks?) ago)$/.exec(
      plain,
    );
  if (shifted !== null) {
    const days = daysOf(shifted);
    return `${capitalise(shifted[1] ?? '')}: ${formatDate(now + days * DAY, 'UTC')}.`;
  }
  return answerWeekday(plain) ?? answerDistance(plain, now);
}

function daysOf([, text, ahead, aheadUnit, ago, agoUnit]: RegExpExecArray): number {
  if (text === 'day after tomorrow') return 2;
  if (text === 'tomorrow') return 1;
  if (text === 'yesterday') return -1;
  const unit = (name: string | undefined): number => (name?.startsWith('week') === true ? 7 : 1);
  return Number(ahead ?? 0) * unit(aheadUnit) - Number(ago ?? 0) * unit(agoUnit);
}

const MONTHS = 'january|february|march|april|may|june|july|august|september|october|november|december';

function tellLeapYear(year: number): string {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return `${year} is ${isLeap ? 'a' : 'no'} leap year.`;
}

/** “What day was 2000-01-01?”, “Which weekday is 24 December 2026?” */
function answerWeekday(plain: string): string | undefined {
  const leap = /^(?:is|was|will) (\d{1,4})(?: be)? a leap year$/.exec(plain)?.[1];
  if (leap !== undefined) return tellLeapYear(Number(leap));
  const asked =
    /^(?:what|which) (?:day|weekday|day of the week) (?:is|was|will be|will it be on|is it on|was it on) (.{6,40})$/.exec(
      plain,
    )?.[1];
  if (asked === undefined) return undefined;
  const numbers = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(asked);
  const words = new RegExp(`^(?:the )?(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (${MONTHS}),? (\\d{4})$`).exec(asked);
  const american = new RegExp(`^(${MONTHS}) (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})$`).exec(asked);
  const month = (name: string | undefined): number => MONTHS.split('|').indexOf(name ?? '') + 1;
  const [year, monthOfYear, day] = numbers
    ? [Number(numbers[1]), Number(numbers[2]), Number(numbers[3])]
    : words
      ? [Number(words[3]), month(words[2]), Number(words[1])]
      : american
        ? [Number(american[3]), month(american[1]), Number(american[2])]
        : [0, 0, 0];
  if (year === 0) return undefined;
  const at = new Date(Date.UTC(year, monthOfYear - 1, day));
  if (at.getUTCMonth() !== monthOfYear - 1 || at.getUTCDate() !== day) return 'There is no such date.';
  return `${formatDate(at.getTime(), 'UTC')}.`;
}

function answerDistance(plain: string, now: number): string | undefined {
  const weekday = new RegExp(
    `^(?:how many days|how long|days)(?: is it| are there)? (?:until|till|to) (?:next )?(${WEEKDAYS})$`,
  ).exec(plain)?.[1];
  if (weekday !== undefined) {
    const wanted = WEEKDAYS.split('|').indexOf(weekday);
    const days = ((wanted - new Date(now).getUTCDay() + 6) % 7) + 1;
    return `${days} ${days === 1 ? 'day' : 'days'}: ${formatDate(now + days * DAY, 'UTC')}.`;
  }
  const date =
    /^(?:how many days|how long|days)(?: is it| are there)? (?:until|till|to) (christmas|new year|\d{4}-\d{2}-\d{2})$/.exec(
      plain,
    )?.[1];
  if (date === undefined) return undefined;
  const year = new Date(now).getUTCFullYear();
  const today = Math.floor(now / DAY) * DAY;
  let at =
    date === 'christmas' ? Date.UTC(year, 11, 25) : date === 'new year' ? Date.UTC(year + 1, 0, 1) : Date.parse(date);
  if (Number.isNaN(at)) return `${date} is not a date.`;
  if (date === 'christmas' && at < today) at = Date.UTC(year + 1, 11, 25);
  const days = Math.round((at - today) / DAY);
  return days < 0
    ? `${date} was ${-days} days ago.`
    : `${days} ${days === 1 ? 'day' : 'days'}: it is on ${formatDate(at, 'UTC')}.`;
}

function formatTime(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
}

function formatDate(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(at);
}
