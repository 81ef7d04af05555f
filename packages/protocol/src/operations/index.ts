import type { Static } from 'typebox';
import { accountOperations } from './accounts.ts';
import { conversationOperations } from './conversations.ts';
import { jobOperations } from './jobs.ts';
import { mediaOperations } from './media.ts';
import { messageOperations } from './messages.ts';

/** Every v1 operation by its id. REST, the socket, OpenAPI, the SDK and the authorisation matrix are made from it. */
export const operations = {
  ...accountOperations,
  ...conversationOperations,
  ...messageOperations,
  ...mediaOperations,
  ...jobOperations,
};

export type OperationId = keyof typeof operations;

type Simplify<T> = { [K in keyof T]: T[K] };
type BodyOf<O> = O extends { body: infer B | undefined }
  ? B extends import('typebox').TSchema
    ? Static<B>
    : object
  : object;

/** The flat input of an operation: params, query and body together. */
export type Input<Id extends OperationId> = Simplify<
  Static<(typeof operations)[Id]['params']> & Static<(typeof operations)[Id]['query']> & BodyOf<(typeof operations)[Id]>
>;

/** The result of an operation. */
export type Result<Id extends OperationId> = Static<(typeof operations)[Id]['result']>;
