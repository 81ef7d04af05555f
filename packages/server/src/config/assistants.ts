import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError, type ConfigFault } from './config-error.ts';
import { isWebAddress } from './kinds.ts';

/** An assistant as it was configured. */
export interface ConfiguredAssistant {
  /** The id of its account; null: that of the main one. */
  id: string | null;
  userName: string;
  name: string;
  avatarUrl: string | null;
  bio: string | null;
  instructions: string | null;
  model: string | null;
}

const VARIABLE = 'ASSISTANTS_FILE';
const MOST = 50;
const LARGEST = 1_000_000;
/** The fields of an assistant in the file, with the most characters of each. */
const LENGTHS = { id: 24, name: 80, bio: 500, avatar_url: 2_048, instructions: 20_000, model: 200 } as const;
type Entry = { -readonly [Name in keyof typeof LENGTHS]?: string };

/**
 * The assistants beside the main one, from the file; none without a file. Throws ConfigError with every fault at once.
 * `taken`: the main one’s user name.
 */
export function readAssistantsFile(file: string | null, taken: string): ConfiguredAssistant[] {
  if (file === null) return [];
  const faults: ConfigFault[] = [];
  const found: ConfiguredAssistant[] = [];
  const names = new Set([taken]);
  for (const [index, one] of readList(file).entries()) {
    const place = `${VARIABLE} (${file}), assistant ${index + 1}`;
    const { entry, wrong } = checkEntry(one, place);
    if (entry.id !== undefined && names.has(entry.id)) {
      wrong.push(fault(place, `with the id “${entry.id}”`, 'another assistant has it; ids differ'));
    }
    faults.push(...wrong);
    if (wrong.length > 0 || entry.id === undefined || entry.name === undefined) continue;
    names.add(entry.id);
    found.push(toAssistant(entry.id, entry.name, entry));
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return found;
}

function readList(file: string): unknown[] {
  const wants = `it must be a readable file with a JSON list of at most ${MOST} assistants`;
  let list: unknown;
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length > LARGEST) throw new Error(`it has ${text.length} characters, and at most ${LARGEST} are read`);
    list = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([fault(VARIABLE, `“${file}”`, `${wants} (${reason})`)]);
  }
  if (!Array.isArray(list)) throw new ConfigError([fault(VARIABLE, `“${file}”, which is no list`, wants)]);
  if (list.length > MOST) throw new ConfigError([fault(VARIABLE, `“${file}” with ${list.length} of them`, wants)]);
  return list as unknown[];
}

function checkEntry(one: unknown, place: string): { entry: Entry; wrong: ConfigFault[] } {
  const names = Object.keys(LENGTHS) as (keyof typeof LENGTHS)[];
  if (typeof one !== 'object' || one === null || Array.isArray(one)) {
    return { entry: {}, wrong: [fault(place, 'no object', `it must be { ${names.join(', ')} }`)] };
  }
  const entry: Entry = {};
  const wrong: ConfigFault[] = [];
  for (const [name, value] of Object.entries(one)) {
    const at = `${place}, “${name}”`;
    const known = names.find((each) => each === name);
    if (known === undefined) wrong.push(fault(at, 'not a field', `the fields are ${names.join(', ')}`));
    else if (typeof value !== 'string' || value.trim() === '') {
      wrong.push(fault(at, JSON.stringify(value) ?? 'nothing', 'it must be a text that is not empty'));
    } else if ([...value].length > LENGTHS[known]) {
      wrong.push(fault(at, `${[...value].length} characters long`, `it may have at most ${LENGTHS[known]}`));
    } else entry[known] = value.trim();
  }
  return { entry, wrong: [...wrong, ...checkTexts(entry, one, place)] };
}

function checkTexts(entry: Entry, given: object, place: string): ConfigFault[] {
  const wrong: ConfigFault[] = [];
  for (const name of ['id', 'name'] as const) {
    if (!(name in given)) wrong.push(fault(`${place}, “${name}”`, 'not there', 'every assistant needs it'));
  }
  const { id, avatar_url: avatar } = entry;
  if (id !== undefined && !/^[a-z0-9][a-z0-9-]*[a-z0-9]$/.test(id)) {
    const wants = 'it must be two or more small letters, digits and dashes, and begin and end with no dash';
    wrong.push(fault(`${place}, “id”`, `“${id}”`, wants));
  }
  if (avatar !== undefined && !isWebAddress(avatar)) {
    wrong.push(fault(`${place}, “avatar_url”`, `“${avatar.slice(0, 100)}”`, 'it must be an https address or a path'));
  }
  return wrong;
}

function fault(variable: string, got: string, wants: string): ConfigFault {
  return { variable, got, wants };
}

function toAssistant(id: string, name: string, entry: Entry): ConfiguredAssistant {
  const { bio = null, avatar_url: avatarUrl = null, instructions = null, model = null } = entry;
  return { id: toAccountId(id), userName: id, name, avatarUrl, bio, instructions, model };
}

/** The same on every node and at every start: a UUID (version 8, RFC 9562) made from the id in the file. */
function toAccountId(id: string): string {
  const hash = createHash('sha256').update(`parlance assistant ${id}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** By which the main assistant is mentioned: its name as far as a user name can hold it. */
export function toUserName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 20)
    .replace(/-+$/, '');
  return plain.length < 2 ? 'leta' : plain;
}
