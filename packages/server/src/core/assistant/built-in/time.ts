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
    /^(what (day|date) is (it )?(today|now)?|what is (the|today's) (date|day)( today)?|what is today|(today's )?date|which day is (it|today)|what year is it|what month is it|tell me the date)$/.test(
      plain,
    )
  ) {
    return `Today is ${formatDate(now, 'UTC')} (UTC).`;
  }
  const shifted =
    /^what (?:day|date) (?:is|was|will be|will it be) (tomorrow|yesterday|in (\d{1,5}) days?|(\d{1,5}) days? ago)$/.exec(
      plain,
    );
  if (shifted !== null) {
    const days =
      shifted[1] === 'tomorrow'
        ? 1
        : shifted[1] === 'yesterday'
          ? -1
          : Number(shifted[2] ?? 0) - Number(shifted[3] ?? 0);
    return `${capitalise(shifted[1] ?? '')}: ${formatDate(now + days * DAY, 'UTC')}.`;
  }
  return answerDistance(plain, now);
}

function answerDistance(plain: string, now: number): string | undefined {
  const weekday = new RegExp(
    `^(?:how many days|how long)(?: is it| are there)? (?:until|till|to) (?:next )?(${WEEKDAYS})$`,
  ).exec(plain)?.[1];
  if (weekday !== undefined) {
    const wanted = WEEKDAYS.split('|').indexOf(weekday);
    const days = ((wanted - new Date(now).getUTCDay() + 6) % 7) + 1;
    return `${days} ${days === 1 ? 'day' : 'days'}: ${formatDate(now + days * DAY, 'UTC')}.`;
  }
  const date =
    /^(?:how many days|how long)(?: is it| are there)? (?:until|till|to) (christmas|new year|\d{4}-\d{2}-\d{2})$/.exec(
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
