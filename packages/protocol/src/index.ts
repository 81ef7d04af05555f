export * from './errors.ts';
export { eventDataSchemas, frameSchemas, wireEventSchema } from './event-schemas.ts';
export * from './events.ts';
export * from './moderation.ts';
export * from './moderation-policy.ts';
export * from './objects.ts';
export { type Input, type OperationId, operations, type Result } from './operations/index.ts';
export type { Method, Operation } from './operations/operation.ts';
