import { CoreError } from '../../core/errors.ts';
import type { DialectHost, SocketRequest } from '../dialect.ts';
import { noteForm } from './forms.ts';
import { sendNote } from './send-note.ts';

export function mountSocket(host: DialectHost): void {
  host.on('page', { dialect: 'pager', form: noteForm, handler: (request) => handlePage(host, request) });
}

async function handlePage(host: DialectHost, { connection, payload }: SocketRequest): Promise<unknown> {
  if (connection.actor === null) throw new CoreError('unauthenticated', 'Connect with auth: { token } first.');
  // Without a payload it only says which dialect the client speaks.
  return payload === undefined ? { ready: true } : sendNote(host.core, connection.actor, payload);
}
