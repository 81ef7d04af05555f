import { ownJobProgress } from '../../../core/outbox/own-job-progress.ts';
import type { Handlers } from '../handler.ts';

export const jobHandlers: Handlers<'jobs.progress'> = {
  'jobs.progress': async ({ core }, actor, input) => {
    const { id, kind, state, progress, note, attempts } = await ownJobProgress(core, actor, input.job_id);
    return { id, kind, state: state === 'dead' ? 'failed' : state, progress, note, attempts };
  },
};
