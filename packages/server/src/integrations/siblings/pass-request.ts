import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { passOn, siblingConnections } from './pass-on.ts';

const agent = new Agent(siblingConnections);

/** Hands a request to the process that holds its session. */
export function passRequest(socketPath: string, asked: IncomingMessage, response: ServerResponse): void {
  passOn({ socketPath, agent, own: undefined, unreachable: answerUnknown }, asked, response);
}

/** The process is gone, and the session with it: the client hears what Engine.IO itself would say, and begins anew. */
function answerUnknown(response: ServerResponse): void {
  response.writeHead(400, { 'Content-Type': 'application/json' }).end('{"code":1,"message":"Session ID unknown"}');
}
