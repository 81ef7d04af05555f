import { address, choice, integer, line, providerKey } from '../kinds.ts';

const group = 'Assistant and translation';

/** Language models and the other services that understand texts. docs/ai.md explains them. */
export const aiFields = {
  AI_PROVIDER: choice(['auto', 'openai', 'gemini', 'compatible', 'transformers', 'none'], {
    group,
    description:
      'Which language model answers for those who chose no other. `auto`: the first that is configured of compatible, ' +
      'transformers, gemini, openai; without any the built-in assistant answers.',
    fallback: 'auto',
  }),
  TRANSLATION_PROVIDER: choice(['auto', 'openai', 'gemini', 'compatible', 'transformers', 'libretranslate', 'none'], {
    group,
    description:
      'What translates. `auto`: LibreTranslate where LIBRETRANSLATE_URL is set, else OpenAI where OPENAI_API_KEY is; ' +
      'otherwise texts stay as they are.',
    fallback: 'auto',
  }),
  OPENAI_API_KEY: providerKey({
    group,
    description: 'A key for OpenAI. Without any key the built-in assistant answers.',
    fallback: null,
    fallbackText: 'none',
  }),
  OPENAI_MODEL: line({
    group,
    description: 'The OpenAI model to use.',
    allowed: 'a model’s name',
    fallback: 'gpt-3.5-turbo',
  }),
  OPENAI_BASE_URL: address(['https', 'http'], {
    group,
    description: 'Where the OpenAI API is reached; another service of the same shape can stand here.',
    fallback: null,
    fallbackText: '`https://api.openai.com/v1`',
  }),
  GEMINI_API_KEY: providerKey({
    group,
    description: 'A key for Gemini.',
    fallback: null,
    fallbackText: 'none',
  }),
  GEMINI_MODEL: line({
    group,
    description: 'The Gemini model to use.',
    allowed: 'a model’s name',
    fallback: 'gemini-2.5-flash',
  }),
  GEMINI_BASE_URL: address(['https', 'http'], {
    group,
    description: 'Where Gemini’s interface is reached: a proxy, or another service that speaks it.',
    fallback: null,
    fallbackText: '`https://generativelanguage.googleapis.com`',
  }),
  AI_BASE_URL: address(['https', 'http'], {
    group,
    description:
      'A service that speaks OpenAI’s chat completions, with the version: `http://127.0.0.1:11434/v1` for Ollama. It needs AI_MODEL.',
    fallback: null,
    fallbackText: 'none',
  }),
  AI_MODEL: line({
    group,
    description: 'The model to use there, such as `llama3.2`.',
    allowed: 'a model’s name',
    fallback: null,
    fallbackText: 'none',
  }),
  AI_API_KEY: providerKey({
    group,
    description: 'Its key, where it wants one.',
    fallback: null,
    fallbackText: 'none',
  }),
  TRANSFORMERS_MODEL: line({
    group,
    description:
      'The folder of a local model that the package @huggingface/transformers can run. The package is not part of Parlance.',
    allowed: 'a path',
    fallback: null,
    fallbackText: 'none',
  }),
  TRANSFORMERS_PATH: line({
    group,
    description: 'The folder whose `node_modules` has the package.',
    allowed: 'a path',
    fallback: null,
    fallbackText: 'DATA_DIR',
  }),
  LIBRETRANSLATE_URL: address(['https', 'http'], {
    group,
    description: 'Where LibreTranslate is reached.',
    fallback: null,
    fallbackText: 'none',
  }),
  LIBRETRANSLATE_API_KEY: line({
    group,
    description: 'Its key, where it wants one.',
    allowed: 'a key',
    fallback: null,
    fallbackText: 'none',
    secret: true,
  }),
  AI_TIMEOUT_SECONDS: integer(
    { minimum: 1, maximum: 3600 },
    {
      group,
      description: 'How long a language model may take for a whole answer, retries included, in seconds.',
      fallback: 60,
    },
  ),
  AI_CONCURRENCY: integer(
    { minimum: 1, maximum: 1000 },
    {
      group,
      description: 'How many calls of one service are under way at a time; as many again wait, and more are refused.',
      fallback: 16,
    },
  ),
  AI_MONTHLY_REQUESTS: budget('requests to language models with the installation’s keys'),
  AI_MONTHLY_TOKENS: budget('tokens, of questions and answers together, with the installation’s keys'),
  AI_USER_MONTHLY_REQUESTS: budget('requests of one person to language models with the installation’s keys'),
  AI_USER_MONTHLY_TOKENS: budget('tokens of one person with the installation’s keys'),
};

function budget(what: string) {
  return integer(
    { minimum: 0, maximum: 1_000_000_000_000 },
    {
      group,
      description: `How many ${what} there may be in a calendar month (UTC); 0: as many as one likes.`,
      fallback: 0,
    },
  );
}
