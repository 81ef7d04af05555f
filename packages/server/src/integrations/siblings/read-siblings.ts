import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';

/** One that does not answer within this time, in milliseconds, is left out. */
const PATIENCE = 1_000;

/** Asks every other process of this machine for a path, and answers with the JSON of those that answer. */
export async function readSiblings(own: { id: string; folder: string }, path: string): Promise<unknown[]> {
  const sockets = (await readdir(own.folder)).filter((name) => name.endsWith('.sock') && name !== `${own.id}.sock`);
  const answers = await Promise.allSettled(sockets.map((name) => read(join(own.folder, name), path)));
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
}

function read(socketPath: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, headers: { host: '127.0.0.1' }, timeout: PATIENCE }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        try {
          resolve(JSON.parse(Buffer.concat(parts).toString()));
        } catch (fault) {
          reject(fault);
        }
      });
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', reject);
    asked.end();
  });
}
