import type { ConfigFault } from './config-error.ts';
import type { Alias, Field } from './field.ts';
import { type FieldName, type FieldValues, fields } from './fields.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ParsedFields {
  values: FieldValues;
  faults: ConfigFault[];
  notices: string[];
}

interface Given {
  name: string;
  /** In the unit of the field. */
  text: string;
  /** As it was written, and how many units of the field one of its own is. */
  written: string;
  factor?: number | undefined;
}

/** Reads every variable of the table from the environment; an empty one counts as not set. */
export function parseFields(environment: Environment): ParsedFields {
  const values: Record<string, unknown> = {};
  const faults: ConfigFault[] = [];
  const notices: string[] = [];
  for (const [name, field] of Object.entries<Field<unknown>>(fields)) {
    const given = listGiven(environment, name, field);
    values[name] = field.addsUp === true ? [] : field.fallback;
    const counting = field.addsUp === true ? given : given.slice(0, 1);
    for (const one of counting) {
      const parsed = field.parse(one.text);
      if ('wants' in parsed) {
        const wants = one.factor === undefined ? parsed.wants : `times ${one.factor}, ${parsed.wants}`;
        faults.push({ variable: one.name, got: parsed.got ?? toShown(field, one.written), wants });
        continue;
      }
      values[name] = field.addsUp === true ? addUp(values[name], parsed.value) : parsed.value;
      if (parsed.notice !== undefined) notices.push(`${one.name} ${parsed.notice}`);
    }
    notices.push(...findIgnored(given, counting));
  }
  return { values: values as FieldValues, faults, notices };
}

function listGiven(environment: Environment, name: FieldName | string, field: Field<unknown>): Given[] {
  const names: readonly Alias[] = [{ name }, ...(field.aliases ?? [])];
  return names.flatMap((alias) => {
    const written = environment[alias.name]?.trim() ?? '';
    if (written === '') return [];
    return [{ name: alias.name, text: toOwnUnit(written, alias.factor), written, factor: alias.factor }];
  });
}

/** `60` minutes → `3600` seconds; what is no number stays, and is refused as what it is. */
function toOwnUnit(text: string, factor: number | undefined): string {
  return factor === undefined || !/^\d{1,9}$/.test(text) ? text : String(Number(text) * factor);
}

function addUp(present: unknown, more: unknown): unknown[] {
  return [...new Set([...(present as unknown[]), ...(more as unknown[])])];
}

function findIgnored(given: readonly Given[], counting: readonly Given[]): string[] {
  const [first] = counting;
  if (first === undefined) return [];
  const others = given.filter((one) => !counting.includes(one) && one.text !== first.text);
  return others.map((one) => `${one.name} is ignored, because ${first.name} says the same thing and comes first.`);
}

function toShown(field: Field<unknown>, text: string): string {
  if (field.secret === true) return `set (${[...text].length} characters, not shown)`;
  return `“${text.length > 100 ? `${text.slice(0, 100)}…` : text}”`;
}
