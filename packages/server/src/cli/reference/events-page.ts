import { type EventType, eventClasses, eventDataSchemas } from '@parlance/protocol';
import { describeSchema } from '../../api/v1/components.ts';

const INTRODUCTION = `# Events of v1

What clients hear, on the socket, as Server-Sent Events and by long polling alike. The \`data\` of every event is the new state
of what changed, so that applying it twice is harmless. The objects are described in \`openapi.json\`, the frames around the
events in \`asyncapi.json\`. This page is generated from \`packages/protocol/src/events.ts\` and \`event-schemas.ts\`.
`;

const sections: readonly [eventClass: (typeof eventClasses)[EventType], title: string, text: string][] = [
  [
    'conversation',
    'In a conversation',
    'Numbered: `conversation_id`, its dense `pos` there, and the `token` that includes it. A `pos` that is not higher than the last one was seen already; a hole is filled with `sync.changes`.',
  ],
  [
    'account',
    'Of the account',
    'For the devices of one person: a `token`, and a `conversation_id` where it is about one.',
  ],
  ['ephemeral', 'Gone when missed', 'Neither stored nor numbered.'],
];

/** `docs/events.md`. */
export function renderEventsPage(): string {
  return [INTRODUCTION, ...sections.map(([eventClass, title, text]) => renderSection(eventClass, title, text))].join(
    '\n',
  );
}

function renderSection(eventClass: string, title: string, text: string): string {
  const types = (Object.keys(eventClasses) as EventType[]).filter((type) => eventClasses[type] === eventClass);
  const rows = types.map((type) => `| \`${type}\` | ${renderFields(type)} |`);
  return `## ${title}\n\n${text}\n\n| event | data |\n| --- | --- |\n${rows.join('\n')}\n`;
}

interface Described {
  $ref?: string;
  type?: string;
  items?: Described;
  anyOf?: Described[];
  const?: unknown;
  properties?: Record<string, Described>;
}

function renderFields(type: EventType): string {
  const schema = describeSchema(eventDataSchemas[type]) as Described;
  if (schema.$ref !== undefined) return toName(schema);
  const fields = Object.entries(schema.properties ?? {});
  return fields.length === 0 ? 'nothing' : fields.map(([name, field]) => `\`${name}\`: ${toName(field)}`).join(', ');
}

function toName({ $ref, type, items, anyOf }: Described): string {
  if ($ref !== undefined) return $ref.slice($ref.lastIndexOf('/') + 1);
  if (anyOf !== undefined) return anyOf.map(toName).join(' or ');
  if (type === 'array' && items !== undefined) return `list of ${toName(items)}`;
  return type ?? 'any JSON';
}
