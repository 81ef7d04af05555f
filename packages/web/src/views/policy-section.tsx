import type { ConversationState } from '@parlance/client';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../components/icon.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { SaveLine } from '../components/save-line.tsx';
import { ACTIONS, CATEGORIES, type PolicyAction, type Rule, toPolicy, toRules } from '../lib/policy-rules.ts';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { togglePanel } from '../state/layers.ts';
import { strings } from '../strings/strings.ts';

const FIRST: Rule = { action: 'hold', category: 'threat', score: 0.8 };

/** What is done about which texts here, for those who lead a group or room. */
export function PolicySection({ state }: { state: ConversationState }) {
  const { id, moderation } = state.conversation;
  const [rules, setRules] = useState<Rule[] | null>(moderation === null ? null : toRules(moderation));
  const [saved, setSaved] = useState(false);
  const standing = JSON.stringify(moderation);
  // Somebody else may lead here, too.
  useEffect(() => setRules(moderation === null ? null : toRules(moderation)), [standing]);
  const save = useAction(async (next: Rule[] | null) => {
    await client.moderation.setPolicy(id, next === null ? null : toPolicy(next));
    setSaved(true);
  });
  const change = (next: Rule[]) => {
    setSaved(false);
    setRules(next);
  };
  return (
    <form
      class="panel-section policy"
      onSubmit={(event) => {
        event.preventDefault();
        void save.run(rules);
      }}
    >
      <h3>{strings.policy}</h3>
      <button type="button" class="row-button" data-testid="open-reviews" onClick={() => togglePanel('reviews')}>
        <Icon name="shield" size={18} />
        {strings.reviews}
      </button>
      {rules === null ? (
        <>
          <p class="panel-hint">{strings.policyInherited}</p>
          <button type="button" class="row-button" data-testid="own-policy" onClick={() => change([FIRST])}>
            <Icon name="edit" size={18} />
            {strings.policyOwn}
          </button>
        </>
      ) : (
        <>
          {rules.length === 0 && <p class="panel-hint">{strings.policyEmpty}</p>}
          {rules.map((rule, index) => (
            <RuleLine
              key={index}
              rule={rule}
              onChange={(next) => change(rules.map((one, at) => (at === index ? next : one)))}
              onRemove={() => change(rules.filter((_, at) => at !== index))}
            />
          ))}
          <button type="button" class="row-button" data-testid="add-rule" onClick={() => change([...rules, FIRST])}>
            <Icon name="plus" size={18} />
            {strings.addRule}
          </button>
          <SaveLine busy={save.busy} saved={saved} error={save.error} />
          {moderation !== null && (
            <button type="button" class="row-button" disabled={save.busy} onClick={() => void save.run(null)}>
              <Icon name="again" size={18} />
              {strings.policyReset}
            </button>
          )}
        </>
      )}
    </form>
  );
}

interface LineProps {
  rule: Rule;
  onChange(rule: Rule): void;
  onRemove(): void;
}

function RuleLine({ rule, onChange, onRemove }: LineProps) {
  return (
    <div class="rule" data-testid="rule">
      <select
        aria-label={strings.policyCategory}
        value={rule.category}
        onChange={(event) => onChange({ ...rule, category: event.currentTarget.value })}
      >
        {CATEGORIES.map((category) => (
          <option key={category} value={category}>
            {strings.categories[category]}
          </option>
        ))}
      </select>
      <input
        type="number"
        min="0"
        max="1"
        step="0.05"
        aria-label={strings.policyScore}
        title={strings.policyScore}
        value={rule.score}
        onInput={(event) => onChange({ ...rule, score: Number(event.currentTarget.value) })}
      />
      <IconButton icon="close" label={strings.removeRule} onClick={onRemove} />
      <select
        aria-label={strings.policyAction}
        value={rule.action}
        data-testid="rule-action"
        onChange={(event) => onChange({ ...rule, action: event.currentTarget.value as PolicyAction })}
      >
        {ACTIONS.map((action) => (
          <option key={action} value={action}>
            {strings.policyActions[action]}
          </option>
        ))}
      </select>
    </div>
  );
}
