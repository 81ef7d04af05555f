import type { ConversationHandle, ConversationState, MessageView } from '@parlance/client';
import { useComputed } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { moveInList } from '../lib/focus-list.ts';
import { toRows } from '../lib/message-rows.ts';
import { describeProblem } from '../lib/problems.ts';
import { loadBackTo } from '../lib/reveal.ts';
import { toWatermarks } from '../lib/ticks.ts';
import { useAction } from '../lib/use-action.ts';
import { useAnchoredScroll } from '../lib/use-anchored-scroll.ts';
import { useReading } from '../lib/use-reading.ts';
import { jump } from '../state/jump.ts';
import { assistantOf, mayManage, titleOf } from '../state/people.ts';
import { useStore } from '../state/use-store.ts';
import { strings } from '../strings/strings.ts';
import { JumpPill } from './jump-pill.tsx';
import { toMessageActions } from './message-actions.ts';
import { MessageRows, type RowNote } from './message-rows.tsx';

interface Props {
  handle: ConversationHandle;
  state: ConversationState;
  myId: string;
  /** Counts my own sends: each brings the list to its end. */
  sends: number;
  writable: boolean;
  onReply(view: MessageView): void;
  onEdit(view: MessageView): void;
}

const LOAD_AHEAD_PX = 500;

/** The messages: loads earlier ones when scrolled up, stays at the end when at the end, reads along. */
export function MessageList({ handle, state, myId, sends, writable, onReply, onEdit }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const messages = useStore(handle.messages);
  const hasOlder = useStore(handle.hasOlder);
  const members = useStore(handle.members);
  const answers = useStore(handle.answers);
  const [note, setNote] = useState<RowNote | null>(null);
  const reading = useReading(handle, state, box);
  const scroll = useAnchoredScroll(box);
  const older = useAction(() => handle.loadOlder());
  const flashed = useJumps(handle, box, scroll.toRow, setNote);
  const rows = useMemo(() => toRows(messages, reading.dividerSeq, myId), [messages, reading.dividerSeq, myId]);
  const marks = useMemo(() => toWatermarks(members, myId), [members, myId]);
  const actions = useMemo(
    () =>
      toMessageActions(handle, {
        reply: onReply,
        edit: onEdit,
        note: (view, text) => setNote(text === null ? null : { viewId: view.id, text, problem: false }),
        fail: (view, error) => setNote({ viewId: view.id, text: describeProblem(error), problem: true }),
      }),
    [handle],
  );
  const onScroll = () => {
    scroll.onScroll();
    reading.look();
    if (box.current !== null && box.current.scrollTop < LOAD_AHEAD_PX && hasOlder && !older.error) void older.run();
  };
  usePlaceOnce(box, rows.length > 0, scroll.toRow);
  // Also asks on when the first page does not fill the window.
  useEffect(onScroll, [messages, hasOlder, older.busy]);
  useEffect(() => {
    if (sends === 0) return;
    reading.settle();
    scroll.toBottom();
  }, [sends]);
  return (
    <div class="messages-frame">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys only move among the rows inside. */}
      <div
        class="messages"
        ref={box}
        onScroll={onScroll}
        onKeyDown={(event) => moveInList(event, box.current)}
        data-testid="messages"
      >
        <Top
          hasOlder={hasOlder}
          busy={older.busy}
          error={older.error}
          empty={rows.length === 0}
          title={titleOf(state)}
          assistant={assistantOf(state)?.display_name}
          onRetry={() => void older.run()}
        />
        <MessageRows
          rows={rows}
          messages={messages}
          answers={answers}
          marks={marks}
          myId={myId}
          many={state.conversation.kind !== 'direct' && state.conversation.kind !== 'assistant'}
          mayManage={mayManage(state)}
          writable={writable}
          note={note}
          flashedSeq={flashed}
          actions={actions}
        />
      </div>
      {!scroll.atBottom && <JumpPill unread={state.unread} onJump={scroll.toBottom} />}
    </div>
  );
}

interface TopProps {
  hasOlder: boolean;
  busy: boolean;
  error: unknown;
  empty: boolean;
  title: string;
  assistant: string | undefined;
  onRetry(): void;
}

function Top({ hasOlder, busy, error, empty, title, assistant, onRetry }: TopProps) {
  if (error) {
    return (
      <p class="messages-top problem" role="alert">
        {strings.olderFailed} {describeProblem(error)}{' '}
        <button type="button" class="link-button" onClick={onRetry}>
          {strings.tryAgain}
        </button>
      </p>
    );
  }
  if (hasOlder) return <p class="messages-top">{busy ? strings.loadingOlder : ''}</p>;
  return (
    <p class="messages-top">
      {strings.beginning(title)} {empty && (assistant === undefined ? strings.sayHello : strings.askAway(assistant))}
    </p>
  );
}

/** Once there is something to see: to the first new message where there is one; else the list starts at its end. */
function usePlaceOnce(
  box: { current: HTMLDivElement | null },
  filled: boolean,
  toRow: (row: HTMLElement, block: 'third') => void,
): void {
  const placed = useRef(false);
  useLayoutEffect(() => {
    if (!filled || placed.current) return;
    placed.current = true;
    const divider = box.current?.querySelector<HTMLElement>('[data-divider]');
    if (divider != null) toRow(divider, 'third');
  });
}

/** Brings the asked message into view and returns its seq while it is marked. */
function useJumps(
  handle: ConversationHandle,
  box: { current: HTMLDivElement | null },
  toRow: (row: HTMLElement, block: 'middle') => void,
  setNote: (note: RowNote | null) => void,
): number | null {
  const [flashed, setFlashed] = useState<number | null>(null);
  const target = useComputed(() => (jump.value?.conversationId === handle.id ? jump.value : null)).value;
  useEffect(() => {
    if (target === null) return;
    jump.value = null;
    const arrive = (found: boolean) => {
      if (!found) {
        const last = handle.messages.get().at(-1);
        if (last !== undefined) setNote({ viewId: last.id, text: strings.tooFarBack, problem: true });
        return;
      }
      setFlashed(target.seq);
      // The rows that were loaded on the way are drawn by the next frame.
      requestAnimationFrame(() => {
        const row = box.current?.querySelector<HTMLElement>(`[data-seq="${target.seq}"]`);
        if (row == null) return;
        toRow(row, 'middle');
        row.focus({ preventScroll: true });
      });
    };
    loadBackTo(handle, target.seq).then(arrive, () => arrive(false));
  }, [target]);
  useEffect(() => {
    if (flashed === null) return;
    const timer = setTimeout(() => setFlashed(null), 2000);
    return () => clearTimeout(timer);
  }, [flashed]);
  return flashed;
}
