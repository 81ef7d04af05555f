import { integer, line, webAddress } from '../kinds.ts';

const group = 'Assistant and translation';

/** Who answers here, and how. docs/ai.md explains it. */
export const assistantFields = {
  ASSISTANT_NAME: line<string>({
    group,
    description:
      'What the main assistant is called; its user name, by which it is mentioned, is made from it. Its account stays the same.',
    allowed: 'a name of at most 80 characters',
    fallback: 'Leta',
  }),
  ASSISTANT_BIO: line<string>({
    group,
    description: 'What stands in the main assistant’s profile.',
    fallback: 'The assistant of this server.',
  }),
  ASSISTANT_AVATAR_URL: webAddress({
    group,
    description: 'The main assistant’s picture.',
    fallback: null,
    fallbackText: 'none',
  }),
  ASSISTANT_INSTRUCTIONS: line<string | null>({
    group,
    description: 'How the main assistant is to speak and what it is to know, told to the language model.',
    fallback: null,
    fallbackText: 'none',
  }),
  ASSISTANT_MODEL: line<string | null>({
    group,
    description: 'Another model for the main assistant than the provider’s own setting names.',
    allowed: 'a model’s name',
    fallback: null,
    fallbackText: 'the provider’s',
  }),
  ASSISTANT_CONTEXT_TOKENS: integer(
    { minimum: 500, maximum: 1_000_000 },
    {
      group,
      description:
        'How much of a conversation a language model is given with a question, in tokens (estimated). What is older is summed up.',
      fallback: 6_000,
    },
  ),
  ASSISTANTS_FILE: line<string | null>({
    group,
    description: 'A JSON file with more assistants, each with its own name, picture, instructions and model.',
    allowed: 'a path',
    fallback: null,
    fallbackText: 'none',
  }),
};
