import Type from 'typebox';
import { id, nullable } from './inputs.ts';
import { operation } from './operation.ts';

/** Slow work that somebody asked for and that runs after the answer. */
export const jobOperations = {
  'jobs.progress': operation('GET', '/v1/jobs/{job_id}', {
    summary: 'How far a job is that I asked for. One that was done more than an hour ago is not found.',
    params: { job_id: id },
    result: Type.Object({
      id: Type.String(),
      kind: Type.String(),
      state: Type.Union([
        Type.Literal('waiting'),
        Type.Literal('running'),
        Type.Literal('done'),
        Type.Literal('failed'),
      ]),
      progress: nullable(Type.Number({ minimum: 0, maximum: 1, description: 'null when it has not told' })),
      note: nullable(Type.String({ description: 'what it does at present' })),
      attempts: Type.Integer({ description: 'how many runs were begun' }),
    }),
  }),
};
