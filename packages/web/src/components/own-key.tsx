import type { Result } from '@parlance/protocol';
import { useState } from 'preact/hooks';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { strings } from '../strings/strings.ts';
import { Field } from './field.tsx';
import { ProblemNote } from './problem.tsx';

type AiSettings = Result<'ai.get'>;

interface Props {
  provider: AiSettings['providers'][number];
  onChange(settings: AiSettings): void;
}

/** My own key for one provider: its last four characters, a field for another one, and the way to be rid of it. */
export function OwnKey({ provider, onChange }: Props) {
  const id = provider.id as 'openai' | 'gemini';
  const [key, setKey] = useState<string | null>(null);
  const save = useAction(async (fresh: string) => {
    onChange(await client.call('ai.set_key', { provider: id, key: fresh }));
    setKey(null);
  });
  const remove = useAction(async () => onChange(await client.call('ai.remove_key', { provider: id })));
  const has = provider.own_key !== null;
  return (
    <div class="own-key" data-testid={`own-key-${id}`}>
      <div class="own-key-line">
        <span class="item-main">
          <span class="item-title">{provider.name}</span>
          <span class="item-preview">
            {provider.own_key === null ? strings.keyNone : strings.keyEnding(`…${provider.own_key.last_four}`)}
          </span>
        </span>
        {key === null && (
          <button type="button" class="button" data-testid="add-key" onClick={() => setKey('')}>
            {has ? strings.replaceKey : strings.addKey}
          </button>
        )}
        {has && key === null && (
          <button
            type="button"
            class="button"
            disabled={remove.busy}
            data-testid="remove-key"
            onClick={() => void remove.run()}
          >
            {strings.removeKey}
          </button>
        )}
      </div>
      {key !== null && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void save.run(key.trim());
          }}
        >
          <Field
            label={strings.keyFor(provider.name)}
            value={key}
            onInput={setKey}
            type="password"
            maxLength={512}
            hint={strings.keyHint}
            autoFocus
            testid="key"
          />
          <div class="save-line">
            <button
              type="submit"
              class="button button-primary"
              disabled={save.busy || key.trim() === ''}
              data-testid="save-key"
            >
              {strings.save}
            </button>
            <button type="button" class="button" onClick={() => setKey(null)}>
              {strings.cancel}
            </button>
          </div>
        </form>
      )}
      <ProblemNote error={save.error ?? remove.error} />
    </div>
  );
}
