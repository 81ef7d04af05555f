import Type from 'typebox';
import { nullable } from './inputs.ts';
import { operation } from './operation.ts';

const providerId = Type.String({ minLength: 1, maxLength: 32, pattern: '^[a-z-]+$' });
const ownProvider = Type.Union([Type.Literal('openai'), Type.Literal('gemini')]);
const ownKey = Type.String({ minLength: 8, maxLength: 512, pattern: '^[\\x21-\\x7e]+$' });

const AiSettings = Type.Object({
  choice: nullable(providerId),
  answers: Type.Union([providerId, Type.Literal('built-in')], {
    description: 'who answers me now: a provider, or the built-in engine',
  }),
  providers: Type.Array(
    Type.Object({
      id: providerId,
      name: Type.String(),
      model: Type.String(),
      available: Type.Boolean({ description: 'whether it can answer me: with my key or the installation’s' }),
      own_key: nullable(
        Type.Object({ last_four: Type.String(), updated_at: Type.Integer({ description: 'epoch milliseconds' }) }),
      ),
      takes_own_key: Type.Boolean(),
    }),
  ),
});

const AiUsage = Type.Object({
  requests: Type.Integer(),
  input_tokens: Type.Integer(),
  output_tokens: Type.Integer(),
});

/** Language models: whose answers I get, with whose key, and what that took. */
export const aiOperations = {
  'ai.get': operation('GET', '/v1/me/ai', {
    summary: 'Which language models there are, who answers me, and my own keys by their last four characters.',
    result: AiSettings,
  }),
  'ai.choose': operation('PUT', '/v1/me/ai', {
    summary: 'Choose who answers me; null leaves it to my own keys, then to the installation.',
    body: { provider: nullable(providerId) },
    result: AiSettings,
  }),
  'ai.set_key': operation('PUT', '/v1/me/ai/keys/{provider}', {
    summary: 'Keep my own key for a provider. It is stored encrypted and never shown again.',
    params: { provider: ownProvider },
    body: { key: ownKey },
    result: AiSettings,
  }),
  'ai.remove_key': operation('DELETE', '/v1/me/ai/keys/{provider}', {
    summary: 'Forget my own key for a provider.',
    params: { provider: ownProvider },
    result: AiSettings,
  }),
  'ai.usage': operation('GET', '/v1/me/ai/usage', {
    summary: 'What language models were used for me this month (UTC), and my budget.',
    result: Type.Object({
      month: Type.String({ description: 'such as 2026-11' }),
      renews_at: Type.Integer({ description: 'epoch milliseconds' }),
      used: AiUsage,
      own_keys: Type.Object(AiUsage.properties, { description: 'with my own keys; that is not limited' }),
      budget: Type.Object({ requests: nullable(Type.Integer()), tokens: nullable(Type.Integer()) }),
    }),
  }),
};
