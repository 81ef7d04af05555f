import {
  Call,
  ChangesPage,
  Content,
  Conversation,
  ConversationDelta,
  ConversationView,
  Credentials,
  closeReasons,
  errorCatalogue,
  Me,
  Media,
  Member,
  Membership,
  Message,
  Presence,
  Reaction,
  SearchHit,
  SendableContent,
  Session,
  Settings,
  SyncPage,
  User,
} from '@parlance/protocol';

/** The objects that the descriptions name once and refer to. */
const named: Readonly<Record<string, object>> = {
  Call,
  ChangesPage,
  Content,
  Conversation,
  ConversationDelta,
  ConversationView,
  Credentials,
  Me,
  Media,
  Member,
  Membership,
  Message,
  Presence,
  Reaction,
  SearchHit,
  SendableContent,
  Session,
  Settings,
  SyncPage,
  User,
};

/** Where references point to. */
const PLACE = '#/components/schemas/';

const names = new Map(Object.entries(named).map(([name, schema]) => [schema, name]));

const problem = {
  type: 'object',
  description: 'RFC 9457. `code` is stable; docs/errors.md lists them all.',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', description: 'where the code is explained' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: Object.keys(errorCatalogue) },
    detail: { type: 'string', description: 'what was wrong in this very request' },
    field: { type: 'string', description: 'JSON pointer into the input' },
    retry_after_ms: { type: 'integer', description: 'when a retry can succeed' },
    current: { description: 'the present state, after a conflict' },
    request_id: { type: 'string' },
  },
};

/** `components.schemas` of a description: what it refers to, and what that refers to. */
export function describeSchemas(description: unknown): Record<string, unknown> {
  const schemas: Record<string, unknown> = {};
  const add = (value: unknown): void => {
    for (const name of findNames(value)) {
      if (Object.hasOwn(schemas, name)) continue;
      schemas[name] = name === 'Problem' ? problem : copy(named[name]);
      add(schemas[name]);
    }
  };
  add(description);
  return Object.fromEntries(Object.entries(schemas).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function findNames(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    if (key !== '$ref' || typeof part !== 'string') return findNames(part);
    return part.startsWith(PLACE) ? [part.slice(PLACE.length)] : [];
  });
}

/** The schema as plain JSON, with a reference wherever one of the named objects stands. */
export function describeSchema(schema: unknown): unknown {
  const name = typeof schema === 'object' && schema !== null ? names.get(schema) : undefined;
  return name === undefined ? copy(schema) : { $ref: `${PLACE}${name}` };
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(describeSchema);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, describeSchema(part)]));
}

/** Why a connection is closed, as one text. */
export const closeReasonsText = Object.entries(closeReasons)
  .map(([reason, text]) => `\`${reason}\`: ${text}`)
  .join(' ');
