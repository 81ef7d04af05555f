import { useRef, useState } from 'preact/hooks';
import { usePopup } from '../lib/use-popup.ts';
import { strings } from '../strings/strings.ts';
import { IconButton } from './icon-button.tsx';

const EMOJI = [
  ...['👍', '❤️', '😂', '😮', '😢', '🙏', '🎉', '🔥'],
  ...['👏', '👀', '💯', '✅', '❌', '➕', '🤔', '😍'],
  ...['😅', '🙌', '💪', '🚀', '☕', '👋', '😎', '🤝'],
];

/** A button that opens a small grid of emoji. */
export function ReactionPicker({ onPick }: { onPick(emoji: string): void }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div class="menu">
      <IconButton
        icon="smile"
        label={strings.react}
        expanded={open}
        buttonRef={button}
        testid="react"
        onClick={() => setOpen(!open)}
      />
      {open && (
        <Grid
          onClose={close}
          onLeave={() => setOpen(false)}
          onPick={(emoji) => {
            close();
            onPick(emoji);
          }}
        />
      )}
    </div>
  );
}

interface GridProps {
  onPick(emoji: string): void;
  onClose(): void;
  onLeave(): void;
}

function Grid({ onPick, onClose, onLeave }: GridProps) {
  const grid = usePopup<HTMLDivElement>(onLeave);
  return (
    <div
      class="menu-list emoji-grid"
      role="menu"
      tabIndex={-1}
      aria-label={strings.react}
      ref={grid}
      onKeyDown={(event) => moveInGrid(event, grid.current, onClose)}
    >
      {EMOJI.map((emoji) => (
        <button
          key={emoji}
          type="button"
          role="menuitem"
          tabIndex={-1}
          class="emoji"
          aria-label={strings.reactWith(emoji)}
          data-testid="reaction-choice"
          onClick={() => onPick(emoji)}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}

const COLUMNS = 8;

function moveInGrid(event: KeyboardEvent, grid: HTMLElement | null, onClose: () => void): void {
  const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };
  const step = steps[event.key];
  if (step !== undefined && grid !== null) {
    const cells = [...grid.querySelectorAll('button')];
    const at = cells.indexOf(document.activeElement as HTMLButtonElement);
    event.preventDefault();
    event.stopPropagation();
    cells[at + step]?.focus();
  }
  if (event.key !== 'Escape' && event.key !== 'Tab') return;
  event.stopPropagation();
  if (event.key === 'Escape') event.preventDefault();
  onClose();
}
