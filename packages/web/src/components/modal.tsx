import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { strings } from '../strings/strings.ts';
import { IconButton } from './icon-button.tsx';

interface Props {
  title: string;
  onClose(): void;
  children: ComponentChildren;
  wide?: boolean;
}

/** A dialog above the page. The browser's own <dialog> keeps the focus inside, closes on Esc and gives it back after. */
export function Modal({ title, onClose, children, wide }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const pressed = useRef<EventTarget | null>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; keys have Esc, which <dialog> handles.
    <dialog
      ref={dialog}
      class={wide ? 'modal modal-wide' : 'modal'}
      aria-labelledby={id}
      onClose={onClose}
      onPointerDown={(event) => {
        pressed.current = event.target;
      }}
      // A text that is selected beyond the edge ends in a click on the dialog too, and what was typed would be lost.
      onClick={(event) => event.target === dialog.current && pressed.current === dialog.current && onClose()}
    >
      <div class="modal-body">
        <header class="modal-head">
          <h2 id={id}>{title}</h2>
          <IconButton icon="close" label={strings.close} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
