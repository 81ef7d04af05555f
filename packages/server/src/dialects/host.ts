import type { FastifyInstance } from 'fastify';
import type { Server } from 'socket.io';
import type { Edge } from '../realtime/edge.ts';
import type { Dialect, DialectHost } from './dialect.ts';
import { DialectFrame } from './dialect-frame.ts';
import { acceptForms } from './host-forms.ts';
import type { HostParts, Registrations } from './host-parts.ts';
import { mountFrontDoor, mountRoutes } from './host-routes.ts';
import { mountRootNamespace } from './host-sockets.ts';
import { moderatedEdge } from './moderated-edge.ts';

/**
 * Mounts dialects on one origin and one root namespace. Where two claim the same route or event, the schema decides:
 * each claimant looks at the payload in the order of the list, and only when none accepts is an error answered.
 */
export async function mountDialects(
  dialects: readonly Dialect[],
  app: FastifyInstance,
  io: Server,
  parts: HostParts,
): Promise<Edge[]> {
  const registrations: Registrations = {
    routes: [],
    claims: new Map(),
    connected: [],
    disconnected: [],
    sockets: new Set(),
  };
  const host = makeHost(parts, registrations);
  const edges: Edge[] = [];
  for (const dialect of dialects) edges.push(moderatedEdge(await dialect.mount(host)));
  await app.register(async (scope) => {
    acceptForms(scope);
    mountRoutes(scope, parts, registrations.routes);
  });
  mountFrontDoor(app, parts, registrations.routes);
  mountRootNamespace(
    io,
    parts,
    registrations,
    dialects.map((dialect) => dialect.name),
  );
  return edges;
}

function makeHost({ core, hub, limits, settings, link }: HostParts, registrations: Registrations): DialectHost {
  return {
    core,
    hub,
    limits,
    settings,
    link,
    route: (route) => {
      registrations.routes.push(route);
    },
    on: (event, claim) => {
      const claims = registrations.claims.get(event) ?? [];
      claims.push(claim);
      registrations.claims.set(event, claims);
    },
    onConnect: (listener) => {
      registrations.connected.push(listener);
    },
    onDisconnect: (listener) => {
      registrations.disconnected.push(listener);
    },
    *sockets(dialect) {
      for (const connection of registrations.sockets) if (connection.edge === dialect) yield connection;
    },
    isHeard: (dialect, conversationId) => {
      for (const { edge } of hub.ofConversation(conversationId)) if (edge === dialect) return true;
      return false;
    },
    tell: (connection, event, payload) => connection.send([new DialectFrame(event, payload)], undefined),
    tellConversation: (dialect, conversationId, event, payload, only) => {
      const frames = [new DialectFrame(event, payload)];
      for (const connection of hub.ofConversation(conversationId)) {
        if (connection.edge === dialect && (only === undefined || only(connection))) connection.send(frames, undefined);
      }
    },
  };
}
