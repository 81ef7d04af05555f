import type { Result } from '@parlance/protocol';
import { useId, useState } from 'preact/hooks';
import { OwnKey } from '../components/own-key.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { useAction } from '../lib/use-action.ts';
import { useQuery } from '../lib/use-query.ts';
import { client } from '../state/client.ts';
import { setSuggesting, suggesting } from '../state/suggesting.ts';
import { locale, strings } from '../strings/strings.ts';

type AiSettings = Result<'ai.get'>;

/** Who answers me, my own keys, and what was used. */
export function AiSection() {
  const [changed, setChanged] = useState<AiSettings | null>(null);
  const found = useQuery('ai', () => client.call('ai.get', {}));
  const settings = changed ?? found.data;
  return (
    <section class="panel-section">
      <ProblemNote error={found.error} />
      {settings === undefined && found.loading && <p class="panel-hint">{strings.loading}</p>}
      {settings !== undefined && <Choice settings={settings} onChange={setChanged} />}
      {settings?.providers.map(
        (provider) => provider.takes_own_key && <OwnKey key={provider.id} provider={provider} onChange={setChanged} />,
      )}
      <Usage />
      <label class="check">
        <input
          type="checkbox"
          checked={suggesting.value}
          data-testid="suggest-replies"
          onChange={(event) => setSuggesting(event.currentTarget.checked)}
        />
        {strings.suggestReplies}
      </label>
      <p class="field-hint">{strings.suggestHint}</p>
    </section>
  );
}

interface ChoiceProps {
  settings: AiSettings;
  onChange(settings: AiSettings): void;
}

function Choice({ settings, onChange }: ChoiceProps) {
  const id = useId();
  const choose = useAction(async (value: string) => {
    onChange(await client.call('ai.choose', { provider: value === '' ? null : value }));
  });
  const { choice, answers, providers } = settings;
  const able = providers.filter((provider) => provider.available || provider.id === choice);
  const named = providers.find((provider) => provider.id === answers);
  const now = named === undefined ? strings.builtIn : `${named.name}, ${named.model}`;
  if (able.length === 0) return <p class="panel-hint">{strings.noProviders}</p>;
  return (
    <div class="field">
      <label for={id}>{strings.answersMe}</label>
      <select
        id={id}
        value={choice ?? ''}
        disabled={choose.busy}
        data-testid="ai-choice"
        onChange={(event) => void choose.run(event.currentTarget.value)}
      >
        <option value="">{strings.answersAuto(now)}</option>
        {able.map((provider) => (
          <option key={provider.id} value={provider.id}>
            {provider.name}, {provider.model}
          </option>
        ))}
      </select>
      <ProblemNote error={choose.error} />
    </div>
  );
}

const amount = new Intl.NumberFormat(locale);
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' });

function Usage() {
  const found = useQuery('usage', () => client.call('ai.usage', {}));
  if (found.data === undefined) return <ProblemNote error={found.error} />;
  const { used, own_keys, budget, renews_at } = found.data;
  const ofBudget = (value: number, limit: number | null) =>
    limit === null ? amount.format(value) : strings.of(amount.format(value), amount.format(limit));
  const tokensOf = (usage: typeof used) => usage.input_tokens + usage.output_tokens;
  return (
    <p class="usage" data-testid="ai-usage">
      {strings.usageThisMonth(ofBudget(used.requests, budget.requests), ofBudget(tokensOf(used), budget.tokens))}
      {own_keys.requests > 0 &&
        ` ${strings.usageOwn(amount.format(own_keys.requests), amount.format(tokensOf(own_keys)))}`}
      {(budget.requests !== null || budget.tokens !== null) && ` ${strings.renewsOn(day.format(renews_at))}`}
    </p>
  );
}
