// @ts-check
import { measureAi } from './ai.mjs';
import { measureDialects } from './dialects.mjs';
import { measureFair } from './fair.mjs';
import { measureGrowth } from './growth.mjs';
import { measureIdle } from './idle.mjs';
import { measureNodes } from './nodes.mjs';
import { measurePaging } from './paging.mjs';
import { measurePairs } from './pairs.mjs';
import { measureQuiet } from './quiet.mjs';
import { measureReads } from './reads.mjs';
import { measureReconnect } from './reconnect.mjs';
import { measureLowRate, measureRoom } from './room.mjs';
import { measureStart } from './start.mjs';

/**
 * What is measured, in the order of the report. `once`: whatever the repeats, because the figures hardly vary or carry their
 * own yardstick.
 * @type {Record<import('../types.ts').WorkloadId, { title: string, run: import('./workload.mjs').Workload, once?: boolean }>}
 */
export const workloads = {
  A: { title: 'one room, rising rate', run: measureRoom },
  'A-low': { title: 'one room, so slowly that nothing can be joined', run: measureLowRate },
  B: { title: 'pairs, every message persisted and acked', run: measurePairs },
  C: { title: 'idle, authenticated connections', run: measureIdle, once: true },
  D: { title: 'start', run: measureStart },
  E: { title: 'all who were away come back at once', run: measureReconnect },
  F: { title: 'reads beside a load of writes', run: measureReads },
  G: { title: 'two nodes against one', run: measureNodes },
  Q: { title: 'one sender on a quiet server', run: measureQuiet },
  AI: {
    title: 'messages while the assistant’s language model answers, hangs, fails or never ends',
    run: measureAi,
    once: true,
  },
  fair: { title: 'a quiet room, alone and beside one that is flooded', run: measureFair, once: true },
  dialects: { title: 'the room of A through each dialect, against v1', run: measureDialects, once: true },
  growth: { title: 'one operation while what there is grows', run: measureGrowth },
  paging: { title: 'reads of one conversation that grows', run: measurePaging },
};
