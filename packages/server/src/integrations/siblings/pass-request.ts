import { type IncomingMessage, request, type ServerResponse } from 'node:http';

/** Hands a request to another process of this machine, and its answer back. */
export function passRequest(socketPath: string, asked: IncomingMessage, response: ServerResponse): void {
  const { method, url, headers } = asked;
  const passed = request({ socketPath, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  passed.on('error', () => {
    // The process is gone, and the session with it: the client hears what Engine.IO itself would say, and begins anew.
    if (response.headersSent) response.destroy();
    else
      response.writeHead(400, { 'Content-Type': 'application/json' }).end('{"code":1,"message":"Session ID unknown"}');
  });
  response.on('close', () => passed.destroy());
  asked.pipe(passed);
}
