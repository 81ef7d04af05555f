// @ts-check
import { ejabberdPostgres, ejabberdSqlite } from './ejabberd.mjs';
import { flask } from './flask.mjs';
import { floorSocketIo, floorWs } from './floors.mjs';
import { parlance, parlancePostgres } from './parlance.mjs';
import { prosody } from './prosody.mjs';

/** Everything that can be measured, in the order of the report. @type {Record<import('../types.ts').TargetId, import('../types.ts').Target>} */
export const targets = {
  parlance,
  'parlance-postgres': parlancePostgres,
  'floor-socketio': floorSocketIo,
  'floor-ws': floorWs,
  flask,
  prosody,
  'ejabberd-sqlite': ejabberdSqlite,
  'ejabberd-postgres': ejabberdPostgres,
};
