import type { Field, Group } from './field.ts';
import { fields } from './fields.ts';
import { foreignVariables } from './foreign-variables.ts';

const INTRODUCTION = `# Configuration

Everything is read once at start, from the environment and from a file \`.env\` in the folder the server is started in; the
environment counts before the file. An empty value counts as not set. A wrong value stops the start, and every fault is
named at once. This page is generated from the table in \`packages/server/src/config/fields/\`.
`;

const FOREIGN = `## Variables of other servers

Under “also” above stand names that other servers’ documents use and that work here. These do not apply; what takes their
place:
`;

/** \`docs/config.md\`. */
export function renderConfigReference(): string {
  const sections = listGroups().map(
    ([group, members]) =>
      `## ${group}\n\n| variable | value | default | |\n| --- | --- | --- | --- |\n${members.map(toRow).join('\n')}\n`,
  );
  const foreign = Object.entries(foreignVariables).map(([name, instead]) => `| \`${name}\` | ${toCell(instead)} |`);
  const table = `| variable | what takes its place |\n| --- | --- |\n${foreign.join('\n')}\n`;
  return `${[INTRODUCTION, ...sections, FOREIGN, table].join('\n')}`;
}

/** \`.env.example\`: every variable, commented out, with its default. */
export function renderEnvExample(): string {
  const head = '# Copy to .env and uncomment what you want to change. The whole story: docs/config.md\n';
  const sections = listGroups().map(([group, members]) => `# --- ${group} ---\n\n${members.map(toExample).join('\n')}`);
  return `${[head, ...sections].join('\n')}`;
}

type Member = [name: string, field: Field<unknown>];

function listGroups(): [Group, Member[]][] {
  const groups = new Map<Group, Member[]>();
  for (const member of Object.entries<Field<unknown>>(fields)) {
    const { group } = member[1];
    groups.set(group, [...(groups.get(group) ?? []), member]);
  }
  return [...groups];
}

function toRow([name, field]: Member): string {
  const aliases = (field.aliases ?? []).map(({ name: alias, factor }) =>
    factor === undefined ? `\`${alias}\`` : `\`${alias}\` (times ${factor})`,
  );
  const also = aliases.length === 0 ? '' : `<br>also ${aliases.join(', ')}`;
  const fallback = field.fallbackText ?? `\`${String(field.fallback)}\``;
  return `| \`${name}\`${also} | ${toCell(field.allowed)} | ${toCell(fallback)} | ${toCell(field.description)} |`;
}

function toCell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function toExample([name, field]: Member): string {
  const isPlain = field.fallbackText === undefined || field.fallbackText === 'on' || field.fallbackText === 'off';
  const value = field.fallbackText === 'all' ? 'all' : isPlain ? (field.fallbackText ?? String(field.fallback)) : '';
  const rest = value === '' ? ` Default: ${field.fallbackText}.` : '';
  return `# ${`${field.description}${rest}`.replaceAll('`', '')}\n# ${name}=${value}\n`;
}
