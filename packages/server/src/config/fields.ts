import { accountFields } from './fields/accounts.ts';
import { aiFields } from './fields/ai.ts';
import { assistantFields } from './fields/assistant.ts';
import { dialectFields } from './fields/dialects.ts';
import { moderationFields } from './fields/moderation.ts';
import { operationFields } from './fields/operation.ts';
import { serverFields } from './fields/server.ts';
import { transcriptionFields } from './fields/transcription.ts';

/** Every configuration variable by its name. The order is that of the reference. */
export const fields = {
  ...serverFields,
  ...accountFields,
  ...dialectFields,
  ...assistantFields,
  ...aiFields,
  ...transcriptionFields,
  ...moderationFields,
  ...operationFields,
};

export type FieldName = keyof typeof fields;

/** The value of every variable, as it was set or by default. */
export type FieldValues = { readonly [N in FieldName]: (typeof fields)[N]['fallback'] };
