export * from './errors.ts';
export * from './events.ts';
export * from './objects.ts';
export { operations, type Input, type OperationId, type Result } from './operations/index.ts';
export type { Method, Operation } from './operations/operation.ts';
