import type { Input, OperationId, Result } from '@parlance/protocol';

/** Asks the server for something, on whatever way is open. Throws ParlanceError. */
export type Call = <Id extends OperationId>(operationId: Id, input: Input<Id>) => Promise<Result<Id>>;
