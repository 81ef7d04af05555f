import type { ConversationHandle, ConversationState, MessageView } from '@parlance/client';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { isComposing } from '../lib/keys.ts';
import { titleOf } from '../state/people.ts';
import { useStore } from '../state/use-store.ts';
import { strings } from '../strings/strings.ts';
import { ComposerContext } from './composer-context.tsx';
import { Icon } from './icon.tsx';
import { MentionList, toMentionable } from './mention-list.tsx';
import { ProblemNote } from './problem.tsx';
import { type ComposerState, type Mode, useComposer } from './use-composer.ts';

interface Props {
  handle: ConversationHandle;
  state: ConversationState;
  myId: string;
  mode: Mode;
  setMode(mode: Mode): void;
  onSent(): void;
}

/** Where one writes. Enter sends, Shift+Enter breaks the line, Esc leaves a reply or an edit, ↑ edits the last message. */
export function Composer({ handle, state, myId, mode, setMode, onSent }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const people = toMentionable(useStore(handle.members), state, myId);
  const composer = useComposer({ handle, area, people, mode, setMode, onSent });
  const { text, over, query, edit } = composer;
  const onSubmit = (event: Event) => {
    event.preventDefault();
    void composer.submit();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || event.defaultPrevented) return;
    if (event.key === 'Enter' && !event.shiftKey) onSubmit(event);
    else if (event.key === 'Escape' && mode.kind !== 'new') leaveMode(event, composer);
    else if (event.key === 'ArrowUp' && text === '' && mode.kind === 'new') editLast(event, handle, myId, setMode);
  };
  useFocusAtStart(area);
  useAutogrow(area, text);
  return (
    <div class="composer">
      <ComposerContext handle={handle} mode={mode} onCancel={composer.leave} />
      <ProblemNote error={edit.error} />
      {query !== undefined && <MentionList people={people} query={query.text} area={area} onPick={composer.pick} />}
      <form class="composer-box" onSubmit={onSubmit}>
        <textarea
          ref={area}
          rows={1}
          value={text}
          dir="auto"
          placeholder={strings.writeTo(titleOf(state))}
          aria-label={strings.writeTo(titleOf(state))}
          data-testid="composer"
          onInput={({ currentTarget: { value, selectionStart } }) => composer.write(value, selectionStart)}
          onSelect={(event) => composer.moveCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onBlur={() => handle.stopTyping()}
        />
        <SendButton disabled={text.trim() === '' || over > 0 || edit.busy} editing={mode.kind === 'edit'} />
      </form>
      {over > 0 && (
        <p class="problem" role="alert">
          {strings.tooLong(over)}
        </p>
      )}
    </div>
  );
}

function SendButton({ disabled, editing }: { disabled: boolean; editing: boolean }) {
  const label = editing ? strings.save : strings.send;
  return (
    <button type="submit" class="send-button" disabled={disabled} title={label} aria-label={label} data-testid="send">
      <Icon name={editing ? 'check' : 'send'} />
    </button>
  );
}

function leaveMode(event: KeyboardEvent, composer: ComposerState): void {
  // Else the same key would go on to close the conversation.
  event.stopPropagation();
  composer.leave();
}

function editLast(event: KeyboardEvent, handle: ConversationHandle, myId: string, setMode: (mode: Mode) => void): void {
  const last = handle.messages.get().findLast((view) => isOwnText(view, myId));
  if (last === undefined) return;
  event.preventDefault();
  setMode({ kind: 'edit', view: last });
}

function isOwnText(view: MessageView, myId: string): boolean {
  return view.sender_id === myId && view.status === 'sent' && view.content?.text !== undefined;
}

/** On touch screens the keyboard would cover the messages one came to read. */
function useFocusAtStart(area: { current: HTMLTextAreaElement | null }): void {
  useEffect(() => {
    if (matchMedia('(hover: hover)').matches) area.current?.focus({ preventScroll: true });
  }, []);
}

function useAutogrow(area: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    if (area.current === null) return;
    area.current.style.height = 'auto';
    area.current.style.height = `${area.current.scrollHeight}px`;
  }, [text]);
}
