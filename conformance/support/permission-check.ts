import type { OperationId, Problem } from '@parlance/protocol';
import { type Actor, registerActor } from './actor.ts';
import type { Role, Verdict } from './authorization-matrix.ts';
import { operationInputs, type Scene } from './operation-inputs.ts';
import { type Answer, toProblem, tryRest } from './rest.ts';
import { openSocketListener, type SocketListener } from './socket-listener.ts';
import { type Cast, registerCast, type Stage, setStage } from './stage.ts';

/** What a lane of the matrix works with: its own people, so that lanes cannot disturb each other. */
export interface Lane {
  cast: Cast;
  /** The member on a second device. */
  device: Actor;
  /** The member with a session that has ended. */
  ended: Actor;
  sockets: Map<Role, SocketListener>;
  /** The stage of the last attempt, where that was refused and changed nothing of it. */
  stage: Stage | undefined;
}

/** Roles that can hold a socket: a connection without a living session is refused as a whole. */
export const socketRoles: Role[] = ['stranger', 'former', 'member', 'other device', 'admin'];

export async function openLane(url: string): Promise<Lane> {
  const cast = await registerCast(url);
  const [device, ended] = await Promise.all([cast.member.logsInAgain(), cast.member.logsInAgain()]);
  await ended.calls('auth.logout', {});
  return { cast, device, ended, sockets: new Map(), stage: undefined };
}

export async function closeLane(lane: Lane): Promise<void> {
  await Promise.all([...lane.sockets.values()].map((socket) => socket.close()));
}

/** What came of one attempt: the verdict, the words of the answer, and the stage it was made on. */
export interface Attempt {
  verdict: Verdict | `status ${number}` | 'no acknowledgement';
  answer: string;
  stage: Stage;
  /** What the owner sees of the group changed, although it need not have been this attempt's doing. */
  changed: boolean;
}

/** Asks for an operation in a role, on a stage that is as it was set. */
export async function attempt(lane: Lane, role: Role, operation: OperationId, by: 'rest' | 'socket'): Promise<Attempt> {
  const cast = operation === 'auth.password' ? await recast(lane.cast, role) : lane.cast;
  const isOwnCast = cast !== lane.cast;
  const stage = (isOwnCast ? undefined : lane.stage) ?? (await setStage(cast));
  const actor = await toActor(lane, cast, role, operation);
  const scene = await toScene(stage, actor, operation);
  const input = operationInputs[operation](scene as never);
  const before = await fingerprint(stage);
  const { verdict, answer } =
    by === 'rest'
      ? toRestVerdict(await tryRest(cast.owner.url, operation, input, actor?.token))
      : await trySocket(lane, role, actor, operation, input);
  const changed = (await fingerprint(stage)) !== before;
  if (!isOwnCast) lane.stage = verdict === 'ok' || changed ? undefined : stage;
  if (operation === 'blocks.add') await actor?.tries('blocks.remove', { user_id: cast.outsider.id });
  return { verdict, answer, stage, changed };
}

function toRestVerdict(answer: Answer): { verdict: Attempt['verdict']; answer: string } {
  const verdict = answer.status < 300 ? 'ok' : (toProblem(answer)?.code ?? (`status ${answer.status}` as const));
  return { verdict, answer: answer.text };
}

async function trySocket(
  lane: Lane,
  role: Role,
  actor: Actor | undefined,
  operation: OperationId,
  input: object,
): Promise<{ verdict: Attempt['verdict']; answer: string }> {
  if (actor === undefined) throw new Error(`${role} cannot hold a socket`);
  const shared = lane.sockets.get(role);
  const isShared = shared !== undefined && !endsSessions(operation);
  const socket = isShared ? shared : await openSocketListener(actor.url, actor.token);
  if (shared === undefined && !endsSessions(operation)) lane.sockets.set(role, socket);
  const answer = await socket.tries(operation, input).catch(() => undefined);
  if (answer === undefined) return { verdict: 'no acknowledgement', answer: '' };
  if (endsSessions(operation)) await socket.close();
  const error: Problem | undefined = answer.ok ? undefined : answer.error;
  return { verdict: error?.code ?? 'ok', answer: JSON.stringify(answer) };
}

/** Whether the operation may end the session that asks, which then must not be one that others share. */
function endsSessions(operation: OperationId): boolean {
  return operation === 'auth.logout' || operation === 'auth.password';
}

/** The same people, but for a new one in this role: what he does to his account harms nobody else. */
async function recast(cast: Cast, role: Role): Promise<Cast> {
  const name = role === 'other device' || role === 'ended' ? 'member' : role;
  if (name === 'anonymous') return cast;
  return { ...cast, [name]: await registerActor(cast.owner.url, name) };
}

async function toActor(lane: Lane, cast: Cast, role: Role, operation: OperationId): Promise<Actor | undefined> {
  if (role === 'anonymous') return undefined;
  if (role === 'ended') return lane.ended;
  const isOwnCast = cast !== lane.cast;
  if (role === 'other device') return isOwnCast || endsSessions(operation) ? cast.member.logsInAgain() : lane.device;
  return operation === 'auth.logout' ? cast[role].logsInAgain() : cast[role];
}

async function toScene(stage: Stage, actor: Actor | undefined, operation: OperationId): Promise<Scene> {
  const { member } = stage.cast;
  const needsSession = operation === 'sessions.end' || operation === 'auth.refresh';
  const other = needsSession ? (await member.logsInAgain()).credentials : member.credentials;
  const sync = operation === 'sync.acknowledge' ? await (actor ?? member).tries('sync.page', {}) : undefined;
  const syncToken = (sync?.body as { token?: string } | undefined)?.token ?? 'none';
  return {
    stage,
    actor: actor ?? member,
    otherSession: other.session_id,
    refreshToken: other.refresh_token,
    syncToken,
  };
}

/** What the owner sees of the group: any change of it takes a number. */
async function fingerprint({ cast, conversation }: Stage): Promise<string> {
  const { conversation: head } = await cast.owner.calls('conversations.get', { conversation_id: conversation });
  return JSON.stringify(head);
}
