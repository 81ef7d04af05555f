import type { ConversationHandle, MessageView } from '@parlance/client';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { completeMention, findMentionQuery, type MentionQuery } from '../lib/mention-query.ts';
import { findMentioned } from '../lib/text-parts.ts';
import { type Action, useAction } from '../lib/use-action.ts';
import { drafts, saveDraft } from '../state/drafts.ts';
import { type Mentionable, toMentionNames } from './mention-list.tsx';

/** What the next message refers to: the one it answers, or the one it replaces. */
export type Mode = { kind: 'new' } | { kind: 'reply'; view: MessageView } | { kind: 'edit'; view: MessageView };

export const NEW: Mode = { kind: 'new' };
const MOST_CHARACTERS = 20_000;

interface Options {
  handle: ConversationHandle;
  area: RefObject<HTMLTextAreaElement | null>;
  people: readonly Mentionable[];
  mode: Mode;
  setMode(mode: Mode): void;
  onSent(): void;
}

export interface ComposerState {
  text: string;
  /** How many characters too many there are; zero or less is fine. */
  over: number;
  query: MentionQuery | undefined;
  edit: Action<[messageId: string, text: string]>;
  write(text: string, caret: number): void;
  moveCaret(caret: number): void;
  pick(person: Mentionable): void;
  /** Ends a reply or an edit without sending. */
  leave(): void;
  submit(): Promise<void>;
}

/** The text being written, its draft, mentions and typing notices, and what sending does with it. */
export function useComposer({ handle, area, people, mode, setMode, onSent }: Options): ComposerState {
  const [text, setText] = useState(() => drafts.value.get(handle.id) ?? '');
  const [caret, setCaret] = useState(0);
  const edit = useAction((messageId: string, changed: string) => handle.edit(messageId, changed));
  const query = people.length > 0 ? findMentionQuery(text, caret) : undefined;
  const said = text.trim();
  const over = [...said].length - MOST_CHARACTERS;
  const caretAfterDraw = useRef<number | null>(null);
  // As soon as the field holds the completed name, and before the next key arrives.
  useLayoutEffect(() => {
    const place = caretAfterDraw.current;
    if (place !== null) area.current?.setSelectionRange(place, place);
    caretAfterDraw.current = null;
  }, [text]);
  useEffect(() => {
    if (mode.kind === 'edit') setText(mode.view.content?.text ?? '');
    if (mode.kind !== 'new') area.current?.focus();
  }, [mode]);

  const write = (next: string, at: number) => {
    setText(next);
    setCaret(at);
    edit.forget();
    if (mode.kind === 'edit') return;
    saveDraft(handle.id, next);
    if (next.trim() !== '') handle.typingNow();
  };
  const leave = () => {
    // The draft from before the edit comes back.
    if (mode.kind === 'edit') setText(drafts.value.get(handle.id) ?? '');
    edit.forget();
    setMode(NEW);
  };
  const submit = async () => {
    if (said === '' || over > 0) return;
    if (mode.kind === 'edit') {
      if (said === mode.view.content?.text || (await edit.run(mode.view.id, said))) leave();
      return;
    }
    handle.send({
      content: { type: 'text', text: said },
      mentions: findMentioned(said, toMentionNames(people)),
      ...(mode.kind === 'reply' ? { reply_to: mode.view.id } : {}),
    });
    handle.stopTyping();
    saveDraft(handle.id, '');
    setText('');
    setMode(NEW);
    onSent();
  };
  const pick = (person: Mentionable) => {
    if (query === undefined) return;
    const completed = completeMention(text, query, person.handle);
    write(completed.text, completed.caret);
    caretAfterDraw.current = completed.caret;
  };
  return { text, over, query, edit, write, moveCaret: setCaret, pick, leave, submit };
}
