import type { Said } from './said.ts';

type Kind = 'length' | 'mass' | 'volume' | 'area' | 'speed' | 'time' | 'data';

interface Unit {
  kind: Kind;
  /** How many of the kind’s first unit one is. */
  factor: number;
  /** As it stands in an answer. */
  name: string;
}

/** Kind: what one is called in answers = how many of the first = how people write it. */
const LINES: readonly string[] = [
  'length: m=1=m meter metre; km=1000=km kilometer kilometre; cm=0.01=cm centimeter centimetre; mm=0.001=mm millimeter millimetre; miles=1609.344=mi mile; yards=0.9144=yd yard; feet=0.3048=ft foot feet; inches=0.0254=inch inche in; nautical miles=1852=nmi',
  'mass: g=1=g gram gramme; kg=1000=kg kilo kilogram kilogramme; mg=0.001=mg milligram; t=1000000=t ton tonne; pounds=453.59237=lb pound; ounces=28.349523125=oz ounce; stone=6350.29318=stone',
  'volume: l=1=l liter litre; ml=0.001=ml milliliter millilitre; cl=0.01=cl; US gallons=3.785411784=gallon gal; pints (US)=0.473176473=pint pt; cups (US)=0.2365882365=cup; m³=1000=m3',
  'area: m²=1=m2 sqm; km²=1000000=km2; hectares=10000=ha hectare; acres=4046.8564224=acre; square feet=0.09290304=sqft ft2',
  'speed: km/h=1=km/h kmh kph; m/s=3.6=m/s; mph=1.609344=mph; knots=1.852=knot kn',
  'time: s=1=s second sec; minutes=60=minute min; hours=3600=hour h hr; days=86400=day d; weeks=604800=week; years=31557600=year',
  'data: bytes=1=byte b; kB=1000=kb kilobyte; MB=1000000=mb megabyte; GB=1000000000=gb gigabyte; TB=1000000000000=tb terabyte; KiB=1024=kib; MiB=1048576=mib; GiB=1073741824=gib; bits=0.125=bit',
];

const units = new Map<string, Unit>();
for (const line of LINES) {
  const [kind = '', list = ''] = line.split(': ');
  for (const part of list.split('; ')) {
    const [name = '', factor = '', words = ''] = part.split('=');
    for (const word of words.split(' ')) units.set(word, { kind: kind as Kind, factor: Number(factor), name });
  }
}

const NUMBER = String.raw`(-?\d{1,15}(?:[.,]\d{1,9})?)`;
const UNIT = String.raw`([a-z°/]{1,12}[23]?)`;
const CONVERT = new RegExp(
  `^(?:what is |how much is |how much are |how many is |convert |change |turn )?${NUMBER} ?${UNIT} (?:in|to|into|as) ${UNIT}$`,
);
const HOW_MANY = new RegExp(
  `^how many ${UNIT} (?:are |is )?(?:there )?(?:are )?(?:in|make) (?:an? |one |${NUMBER} ?)${UNIT}$`,
);
const LONGEST = 80;

/** Converts: “5 miles in km”, “how many seconds are in a day”, “20 °C in °F”. */
export function answerConversion({ plain }: Said): string | undefined {
  if (plain.length > LONGEST) return undefined;
  const text = plain.replace(/\bdegrees? /g, '').replace(/\bsquare (feet|foot)\b/g, 'sqft');
  const asked = CONVERT.exec(text);
  if (asked !== null) return convert(toNumber(asked[1] ?? ''), asked[2] ?? '', asked[3] ?? '');
  const count = HOW_MANY.exec(text);
  if (count === null) return undefined;
  return convert(count[2] === undefined ? 1 : toNumber(count[2]), count[3] ?? '', count[1] ?? '');
}

function convert(value: number, from: string, to: string): string | undefined {
  const temperature = convertTemperature(value, from, to);
  if (temperature !== undefined) return temperature;
  const [source, target] = [findUnit(from), findUnit(to)];
  if (source === undefined || target === undefined) return undefined;
  if (source.kind !== target.kind) return `${source.name} and ${target.name} do not measure the same thing.`;
  const result = Number(toText((value * source.factor) / target.factor));
  return `${toText(value)} ${nameOf(source, value)} = ${result} ${nameOf(target, result)}`;
}

/** One of it is “day”, and two are “days”. */
function nameOf({ name }: Unit, value: number): string {
  if (value !== 1) return name;
  return name
    .replace('feet', 'foot')
    .replace('inches', 'inch')
    .replace(/s(?= \(|$)/, '');
}

function findUnit(word: string): Unit | undefined {
  return units.get(word) ?? units.get(word.replace(/s$/, ''));
}

type Scale = 'C' | 'F' | 'K';

function toScale(word: string): Scale | undefined {
  if (/^(°c|c|celsius|centigrade)$/.test(word)) return 'C';
  if (/^(°f|f|fahrenheit)$/.test(word)) return 'F';
  return /^(k|kelvin)$/.test(word) ? 'K' : undefined;
}

function convertTemperature(value: number, from: string, to: string): string | undefined {
  const [source, target] = [toScale(from), toScale(to)];
  if (source === undefined || target === undefined) return undefined;
  const celsius = source === 'C' ? value : source === 'F' ? ((value - 32) * 5) / 9 : value - 273.15;
  const result = target === 'C' ? celsius : target === 'F' ? (celsius * 9) / 5 + 32 : celsius + 273.15;
  const name = (scale: Scale): string => (scale === 'K' ? 'K' : `°${scale}`);
  return `${toText(value)} ${name(source)} = ${toText(Math.round(result * 100) / 100)} ${name(target)}`;
}

function toNumber(text: string): number {
  return Number(text.replace(',', '.'));
}

function toText(value: number): string {
  return String(Number(value.toPrecision(7)));
}
