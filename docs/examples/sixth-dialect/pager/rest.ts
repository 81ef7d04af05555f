import type { Actor } from '../../core/actor.ts';
import type { DialectHost } from '../dialect.ts';
import { noteForm } from './forms.ts';
import { sendNote } from './send-note.ts';

export function mountRest(host: DialectHost): void {
  host.route({
    dialect: 'pager',
    method: 'POST',
    url: '/pager/notes',
    auth: 'user',
    form: noteForm,
    handler: async ({ actor, body }) => ({ status: 201, body: await sendNote(host.core, actor as Actor, body) }),
  });
}
