// @ts-check
import { fileURLToPath } from 'node:url';
import { spawnServer } from '../process/spawn-server.mjs';
import { namedScenes } from './named-scenes.mjs';

/** @typedef {import('../types.ts').Target} Target */

/** @type {Target} */
export const floorSocketIo = {
  id: 'floor-socketio',
  wire: 'socketio',
  workloads: ['A', 'A-low', 'B', 'C', 'D', 'Q'],
  start: (options = {}) => spawnServer(toPath('../floors/socketio.mjs'), {}, options),
  ...namedScenes,
};

/** @type {Target} */
export const floorWs = {
  id: 'floor-ws',
  wire: 'ws',
  workloads: ['A', 'A-low', 'B', 'C', 'D', 'Q'],
  start: (options = {}) => spawnServer(toPath('../floors/ws.mjs'), {}, options),
  ...namedScenes,
};

/** @param {string} relative */
function toPath(relative) {
  return fileURLToPath(new URL(relative, import.meta.url));
}
