import type { Static } from 'typebox';
import { accountOperations } from './accounts.ts';
import { aiOperations } from './ai.ts';
import { conversationOperations } from './conversations.ts';
import { jobOperations } from './jobs.ts';
import { mediaOperations } from './media.ts';
import { messageOperations } from './messages.ts';
import { moderationOperations } from './moderation.ts';
import { streamOperations } from './streams.ts';
import { suggestionOperations } from './suggestions.ts';

/** Every v1 operation by its id. REST, the socket, OpenAPI, the SDK and the authorisation matrix are made from it. */
export const operations = {
  ...accountOperations,
  ...aiOperations,
  ...conversationOperations,
  ...messageOperations,
  ...mediaOperations,
  ...jobOperations,
  ...suggestionOperations,
  ...moderationOperations,
  ...streamOperations,
};

export type OperationId = keyof typeof operations;

type Simplify<T> = { [K in keyof T]: T[K] };
type BodyOf<O> = O extends { body: infer B | undefined }
  ? B extends import('typebox').TSchema
    ? Static<B>
    : object
  : object;
type InputOf<O extends { params: import('typebox').TSchema; query: import('typebox').TSchema }> = Simplify<
  Static<O['params']> & Static<O['query']> & BodyOf<O>
>;

// Tables, so that the compiler works out each entry once instead of at every mention.
interface Inputs extends InputTable {}
interface Results extends ResultTable {}
type InputTable = { [Id in OperationId]: InputOf<(typeof operations)[Id]> };
type ResultTable = { [Id in OperationId]: Static<(typeof operations)[Id]['result']> };

/** The flat input of an operation: params, query and body together. */
export type Input<Id extends OperationId> = Inputs[Id];

/** The result of an operation. */
export type Result<Id extends OperationId> = Results[Id];
