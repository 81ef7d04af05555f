import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { passOn, siblingConnections } from './pass-on.ts';

/** The process that does the work: the path of its socket, and the header by which it learns where a request came from. */
export interface OwnerAddress {
  socketPath: string;
  header: string;
  /** This process. */
  id: string;
}

export type PassToOwner = (asked: IncomingMessage, response: ServerResponse) => void;

/** Makes what hands requests to the owner of the data. `unreachable` answers when the owner cannot be asked. */
export function makePassToOwner(
  { socketPath, header, id }: OwnerAddress,
  unreachable: (response: ServerResponse) => void,
): PassToOwner {
  const agent = new Agent(siblingConnections);
  return (asked, response) => {
    const own = [header, `${id} ${asked.socket.remoteAddress ?? ''}`] as const;
    passOn({ socketPath, agent, own, unreachable }, asked, response);
  };
}
