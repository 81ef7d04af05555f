import type { ParlanceServer } from '../app.ts';
import type { Config } from '../config/config.ts';

/** What the server says when it has started: where it is, what is open, and how to close it. */
export function makeStartText(config: Config, { url, dialects }: Pick<ParlanceServer, 'url' | 'dialects'>): string {
  const { data, doors, listen } = config;
  const database = data.databaseUrl === null ? 'SQLite, one file' : 'PostgreSQL';
  const lines = [
    `Parlance is running at ${url}`,
    `  data      ${data.folder} (${database}, durability ${data.durability})`,
    `  doors     registration ${doors.registration ? 'open' : 'closed'}, passwordless ${doors.passwordless ? 'open' : 'closed'}`,
    `  API       ${url}/docs`,
    ...(listen.workers > 1 ? [`  processes ${listen.workers}`] : []),
    ...dialects.map(({ name, opens }) => `  ${name.padEnd(9)} ${opens}`),
    `  to close  ${closing(
      dialects.map((dialect) => dialect.name),
      doors.passwordless,
    )}`,
    ...config.notices.map((notice) => `  note      ${notice}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** How to switch off what the lines above have named. */
function closing(names: readonly string[], passwordless: boolean): string {
  const dialects = names.length === 0 ? 'no dialect is on' : 'DIALECTS=none, or a list such as DIALECTS=rooms,direct';
  return passwordless ? `${dialects}; PASSWORDLESS=off` : dialects;
}
