import { resolve } from 'node:path';
import { toUserName } from './assistants.ts';
import type { Config } from './config.ts';
import type { FieldValues } from './fields.ts';

export function toAssistants(values: FieldValues, folder: string): Config['assistants'] {
  const name = values.ASSISTANT_NAME.trim();
  return {
    main: {
      id: null,
      userName: toUserName(name),
      name,
      avatarUrl: values.ASSISTANT_AVATAR_URL,
      bio: values.ASSISTANT_BIO,
      instructions: values.ASSISTANT_INSTRUCTIONS,
      model: values.ASSISTANT_MODEL,
    },
    file: values.ASSISTANTS_FILE === null ? null : resolve(folder, values.ASSISTANTS_FILE),
    contextTokens: values.ASSISTANT_CONTEXT_TOKENS,
  };
}
