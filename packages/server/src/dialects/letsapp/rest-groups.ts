import Type from 'typebox';
import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import { listConversations } from '../../core/conversations/list-conversations.ts';
import { addMember, leaveConversation, removeMember } from '../../core/conversations/membership.ts';
import { type ConversationChange, updateConversation } from '../../core/conversations/settings.ts';
import { startConversation } from '../../core/conversations/start-conversation.ts';
import { CoreError } from '../../core/errors.ts';
import { storeMedia } from '../../core/media/store-media.ts';
import { readUpload } from '../../http/read-upload.ts';
import type { DialectAnswer, DialectHost } from '../dialect.ts';
import { fieldParser, id, optional, text, toPage } from './fields.ts';
import { listGroup } from './message-lists.ts';
import { type OwnRequest, ownRoute, param, succeed } from './mount.ts';
import { presentGroup } from './present.ts';
import { requireGroup } from './require-group.ts';
import { presentSent } from './rest-messages.ts';
import { messageAliases, messageBody, type Sending, sendToGroup } from './send.ts';

const MOST_MEMBERS = 500;
const MOST_GROUPS = 500;

const aliases = {
  group_name: 'name',
  topic: 'description',
  member_ids: 'members',
  user_ids: 'members',
  icon: 'avatar',
};

const parseGroup = fieldParser(
  Type.Object({
    name: text(100),
    description: optional(text(500, 0)),
    members: optional(Type.Array(id, { maxItems: MOST_MEMBERS })),
  }),
  '{ "name", "description"?, "members": [user ids] }',
  { aliases },
);

const parseChange = fieldParser(
  Type.Object({ name: optional(text(100)), description: optional(text(500, 0)) }),
  '{ "name"?, "description"? }',
  { aliases },
);

const parseMembers = fieldParser(
  Type.Object({ user_id: optional(id), members: optional(Type.Array(id, { maxItems: MOST_MEMBERS, minItems: 1 })) }),
  '{ "user_id" } or { "members": [user ids] }',
  { aliases: { ...aliases, member_id: 'user_id' } },
);

const parseBody = fieldParser(Type.Object(messageBody), '{ "content", "message_type"?, "attachment"? }', {
  aliases: messageAliases,
});

export function mountGroups(host: DialectHost, sending: Sending): void {
  // COMPAT(letsapp): `/create` and `/list` are in use beside the documented paths.
  for (const url of ['/api/groups', '/api/groups/create']) {
    ownRoute(host, { method: 'POST', url }, (request) => create(host, request));
  }
  for (const url of ['/api/groups', '/api/groups/list']) {
    ownRoute(host, { method: 'GET', url }, (request) => list(host, request));
  }
  ownRoute(host, { method: 'GET', url: '/api/groups/:group_id' }, async (request) =>
    succeed({ data: await showGroup(host.core, request.actor, param(request, 'group_id')) }),
  );
  ownRoute(host, { method: 'PUT', url: '/api/groups/:group_id' }, (request) => update(host, request));
  ownRoute(host, { method: 'POST', url: '/api/groups/:group_id/icon' }, (request) => setIcon(host, request));
  ownRoute(host, { method: 'POST', url: '/api/groups/:group_id/members' }, (request) => add(host, request));
  ownRoute(host, { method: 'DELETE', url: '/api/groups/:group_id/members/:user_id' }, (request) =>
    remove(host, request),
  );
  ownRoute(host, { method: 'GET', url: '/api/groups/:group_id/messages' }, async (request) => {
    await requireGroup(host.core, request.actor, param(request, 'group_id'));
    const found = await listGroup(host.core, request.actor, param(request, 'group_id'), toPage(request.query));
    return succeed({ messages: found.messages, data: found.messages, pagination: found.pagination });
  });
  ownRoute(host, { method: 'POST', url: '/api/groups/:group_id/messages' }, async (request) => {
    const groupId = param(request, 'group_id');
    await requireGroup(host.core, request.actor, groupId);
    const outgoing = { actor: request.actor, connectionId: null, ...sending };
    const sent = await sendToGroup(outgoing, groupId, parseBody(request.body));
    return succeed({ message: 'Message sent', data: presentSent(sent) }, 201);
  });
}

async function showGroup(core: CoreContext, actor: Actor, groupId: string) {
  const conversation = await requireGroup(core, actor, groupId);
  const members = await core.store.conversations.listMembers(groupId, null, MOST_MEMBERS);
  const users = await core.store.users.findMany(members.map((member) => member.userId));
  return presentGroup(conversation, members, users);
}

async function create(host: DialectHost, { actor, body }: OwnRequest): Promise<DialectAnswer> {
  const { name, description, members = [] } = parseGroup(body);
  const { conversation } = await startConversation(host.core, actor, {
    kind: 'group',
    name,
    topic: description ?? null,
    userIds: members,
  });
  return succeed({ message: 'Group created', data: await showGroup(host.core, actor, conversation.id) }, 201);
}

async function list(host: DialectHost, { actor }: OwnRequest): Promise<DialectAnswer> {
  const { summaries, users } = await listConversations(host.core, actor, null, MOST_GROUPS);
  const groups = summaries
    .filter(({ conversation }) => conversation.kind === 'group')
    .map(({ conversation, members }) => presentGroup(conversation, members, users));
  return succeed({ groups, data: groups });
}

async function update(host: DialectHost, request: OwnRequest): Promise<DialectAnswer> {
  const groupId = param(request, 'group_id');
  const { name, description } = parseChange(request.body);
  const change: ConversationChange = {};
  if (name !== undefined) change.name = name;
  if (description !== undefined) change.topic = description === '' ? null : description;
  if (Object.keys(change).length === 0) {
    throw new CoreError('invalid_input', 'Give a “name” or a “description” to change.');
  }
  await requireGroup(host.core, request.actor, groupId);
  await updateConversation(host.core, request.actor, groupId, change);
  return succeed({ message: 'Group updated', data: await showGroup(host.core, request.actor, groupId) });
}

async function setIcon(host: DialectHost, request: OwnRequest): Promise<DialectAnswer> {
  const { core } = host;
  const groupId = param(request, 'group_id');
  await requireGroup(core, request.actor, groupId);
  const { content, fileName, claimedType } = await readUpload(request.raw);
  const media = await storeMedia(core, request.actor, { content, fileName, claimedType, purpose: 'group' });
  await updateConversation(core, request.actor, groupId, { avatarUrl: `/v1/media/${media.id}` });
  return succeed({ message: 'Group icon updated', data: await showGroup(core, request.actor, groupId) });
}

async function add(host: DialectHost, request: OwnRequest): Promise<DialectAnswer> {
  const groupId = param(request, 'group_id');
  const { user_id: userId, members = [] } = parseMembers(request.body);
  const added = [...new Set(userId === undefined ? members : [userId, ...members])];
  if (added.length === 0) throw new CoreError('invalid_input', 'Give a “user_id”, or “members” as a list of user ids.');
  await requireGroup(host.core, request.actor, groupId);
  // One by one, in order: whoever cannot be added stops the rest, and the answer names them.
  for (const one of added) await addMember(host.core, request.actor, groupId, one);
  return succeed({ message: 'Members added', data: await showGroup(host.core, request.actor, groupId) });
}

async function remove(host: DialectHost, request: OwnRequest): Promise<DialectAnswer> {
  const groupId = param(request, 'group_id');
  const userId = param(request, 'user_id');
  await requireGroup(host.core, request.actor, groupId);
  if (userId === request.actor.userId) await leaveConversation(host.core, request.actor, groupId);
  else await removeMember(host.core, request.actor, groupId, userId);
  return succeed({ message: 'Member removed', group_id: groupId, user_id: userId });
}
