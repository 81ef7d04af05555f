import type { ModerationCase } from '@parlance/protocol';
import { useState } from 'preact/hooks';
import { toFullTime, toShortTime } from '../lib/times.ts';
import { useAction } from '../lib/use-action.ts';
import { useQuery } from '../lib/use-query.ts';
import { client } from '../state/client.ts';
import { jump } from '../state/jump.ts';
import { dialog } from '../state/layers.ts';
import { nameOf } from '../state/people.ts';
import { showConversation } from '../state/route.ts';
import { strings } from '../strings/strings.ts';
import { Avatar } from './avatar.tsx';
import { Field } from './field.tsx';
import { ProblemNote } from './problem.tsx';

type Decision = 'approve' | 'mask' | 'remove' | 'dismiss';

interface Props {
  one: ModerationCase;
  onDecided(): void;
}

/** One message under review: who wrote what, why it is here, and the decision. */
export function ReviewCase({ one, onDecided }: Props) {
  const [note, setNote] = useState('');
  const act = useAction(async (action: Decision) => {
    await client.moderation.act(one.id, { action, ...(note.trim() === '' ? {} : { note: note.trim() }) });
    onDecided();
  });
  const waiting = one.state === 'open' || one.state === 'appealed';
  const name = nameOf(one.author_id);
  return (
    <li class="review" data-testid="review-case" data-standing={one.standing}>
      <header class="review-head">
        <Avatar id={one.author_id} name={name} size="small" />
        <span class="item-main">
          <span class="item-title">{name}</span>
          <span class="item-preview">{describe(one)}</span>
        </span>
        <time class="item-time" title={toFullTime(one.created_at)}>
          {toShortTime(one.created_at)}
        </time>
      </header>
      <blockquote class="review-text" dir="auto" data-testid="review-text">
        {one.message?.content?.text ?? strings.messageGone}
      </blockquote>
      {one.report_count > 0 && <Reports caseId={one.id} />}
      {one.appeal !== null && <p class="review-line">{strings.appealedWith(one.appeal.note)}</p>}
      {one.decision !== null && (
        <p class="review-line">
          {[strings.decisions[one.decision], one.decided_by === null ? '' : nameOf(one.decided_by), one.note]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
      <Place one={one} />
      {waiting && (
        <>
          <Field label={strings.noteToAuthor} value={note} onInput={setNote} maxLength={1000} testid="review-note" />
          <Decisions one={one} busy={act.busy} onDecide={(decision) => void act.run(decision)} />
        </>
      )}
      <ProblemNote error={act.error} />
    </li>
  );
}

interface DecisionsProps {
  one: ModerationCase;
  busy: boolean;
  onDecide(decision: Decision): void;
}

function Decisions({ one, busy, onDecide }: DecisionsProps) {
  // What is held back cannot be left as it is.
  const offered: Decision[] = ['approve', 'mask', 'remove', ...(one.standing === 'held' ? [] : ['dismiss' as const])];
  return (
    <div class="review-actions">
      {offered.map((decision) => (
        <button
          key={decision}
          type="button"
          class={decision === 'remove' ? 'button button-danger' : 'button'}
          disabled={busy}
          data-testid={`decide-${decision}`}
          onClick={() => onDecide(decision)}
        >
          {strings.decisions[decision]}
        </button>
      ))}
    </div>
  );
}

/** The way to what was said around it. */
function Place({ one }: { one: ModerationCase }) {
  const { message } = one;
  if (message === null) return null;
  return (
    <button
      type="button"
      class="link-button review-place"
      onClick={() => {
        dialog.value = null;
        showConversation(one.conversation_id);
        jump.value = { conversationId: one.conversation_id, seq: message.seq };
      }}
    >
      {strings.showContext}
    </button>
  );
}

function Reports({ caseId }: { caseId: string }) {
  const found = useQuery(caseId, () => client.moderation.case(caseId));
  return (
    <ul class="review-reports">
      {(found.data?.reports ?? []).map((report) => (
        <li key={report.reporter_id}>
          {nameOf(report.reporter_id)}: {strings.categories[report.reason] ?? report.reason}
          {report.note !== null && ` — ${report.note}`}
        </li>
      ))}
    </ul>
  );
}

/** Why it is here: what an engine found, how often it was reported, how it stands. */
function describe(one: ModerationCase): string {
  const scores = Object.entries(one.categories).sort(([, first], [, second]) => second - first);
  const found = scores.slice(0, 2).map(([name, score]) => `${strings.categories[name] ?? name} ${score.toFixed(2)}`);
  const reports = one.report_count > 0 ? strings.reportCount(one.report_count) : '';
  return [...found, reports].filter(Boolean).join(' · ');
}
