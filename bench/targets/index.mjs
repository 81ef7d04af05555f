// @ts-check
import { floorSocketIo, floorWs } from './floors.mjs';
import { parlance } from './parlance.mjs';

/** Everything that can be measured, in the order of the report. @type {Record<import('../types.ts').TargetId, import('../types.ts').Target>} */
export const targets = {
  parlance,
  'floor-socketio': floorSocketIo,
  'floor-ws': floorWs,
};
