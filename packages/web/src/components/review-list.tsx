import type { AuditEntry, ModerationCase } from '@parlance/protocol';
import { useEffect, useState } from 'preact/hooks';
import { toFullTime, toShortTime } from '../lib/times.ts';
import { useAction } from '../lib/use-action.ts';
import { useQuery } from '../lib/use-query.ts';
import { client } from '../state/client.ts';
import { nameOf } from '../state/people.ts';
import { strings } from '../strings/strings.ts';
import { ProblemNote } from './problem.tsx';
import { ReviewCase } from './review-case.tsx';
import { Segments } from './segments.tsx';

const TABS = [
  { id: 'waiting', label: strings.reviewsWaiting },
  { id: 'decided', label: strings.reviewsDecided },
  { id: 'trail', label: strings.reviewsTrail },
] as const;

/** What waits for a review, what was decided, and who did what; in one conversation, or in all that I may review. */
export function ReviewList({ conversationId }: { conversationId: string | undefined }) {
  const [tab, setTab] = useState<(typeof TABS)[number]['id']>('waiting');
  const [round, setRound] = useState(0);
  useEffect(
    () =>
      client.on('event', (event) => {
        if (event.type === 'moderation.updated') setRound((before) => before + 1);
      }),
    [],
  );
  const place = conversationId === undefined ? {} : { conversation_id: conversationId };
  const key = `${tab} ${round}`;
  return (
    <>
      <Segments label={strings.reviews} options={TABS} chosen={tab} onChoose={(id) => setTab(id)} testid="reviews" />
      {tab === 'trail' ? (
        <Trail place={place} round={key} />
      ) : (
        <Cases key={tab} place={place} tab={tab} round={key} onDecided={() => setRound((before) => before + 1)} />
      )}
    </>
  );
}

type Place = { conversation_id?: string };

interface CasesProps {
  place: Place;
  tab: 'waiting' | 'decided';
  round: string;
  onDecided(): void;
}

function Cases({ place, tab, round, onDecided }: CasesProps) {
  const ask = (cursor?: string) =>
    client.moderation.queue({
      ...place,
      ...(tab === 'decided' ? { state: 'decided' as const } : {}),
      ...(cursor === undefined ? {} : { cursor }),
    });
  const first = useQuery(round, () => ask());
  const [more, setMore] = useState<{ cases: ModerationCase[]; next: string | null } | null>(null);
  const load = useAction(async (cursor: string) => {
    const page = await ask(cursor);
    setMore({ cases: [...(more?.cases ?? []), ...page.cases], next: page.next_cursor });
  });
  // A decision may have moved what the further pages hold.
  useEffect(() => setMore(null), [round]);
  const cases = [...(first.data?.cases ?? []), ...(more?.cases ?? [])];
  const next = more === null ? (first.data?.next_cursor ?? null) : more.next;
  return (
    <>
      <ProblemNote error={first.error ?? load.error} />
      {first.data !== undefined && cases.length === 0 && (
        <p class="panel-hint" data-testid="no-reviews">
          {tab === 'waiting' ? strings.noReviews : strings.noDecisions}
        </p>
      )}
      <ul class="reviews">
        {cases.map((one) => (
          <ReviewCase key={`${one.id} ${one.updated_at}`} one={one} onDecided={onDecided} />
        ))}
      </ul>
      {next !== null && (
        <button type="button" class="button" disabled={load.busy} onClick={() => void load.run(next)}>
          {strings.loadMore}
        </button>
      )}
    </>
  );
}

function Trail({ place, round }: { place: Place; round: string }) {
  const trail = useQuery(round, () => client.moderation.audit(place));
  return (
    <>
      <ProblemNote error={trail.error} />
      <ul class="trail" data-testid="trail">
        {(trail.data?.entries ?? []).map((entry) => (
          <TrailItem key={entry.id} entry={entry} />
        ))}
      </ul>
    </>
  );
}

function TrailItem({ entry }: { entry: AuditEntry }) {
  const actor = entry.actor_id === null ? strings.engine : nameOf(entry.actor_id);
  return (
    <li>
      <span>
        <strong>{actor}</strong> {strings.trailActions[entry.action] ?? entry.action}
        {entry.subject_id !== null && ` · ${nameOf(entry.subject_id)}`}
        {entry.note !== null && ` · “${entry.note}”`}
      </span>
      <time class="item-time" title={toFullTime(entry.at)}>
        {toShortTime(entry.at)}
      </time>
    </li>
  );
}
