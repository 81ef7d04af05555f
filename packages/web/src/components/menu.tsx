import { useRef, useState } from 'preact/hooks';
import { usePopup } from '../lib/use-popup.ts';
import { Icon, type IconName } from './icon.tsx';
import { IconButton } from './icon-button.tsx';

export interface MenuItem {
  label: string;
  icon: IconName;
  action(): void;
  danger?: boolean;
  testid?: string;
}

interface Props {
  icon: IconName;
  label: string;
  items: readonly MenuItem[];
  testid?: string;
}

/** A button that opens a list of actions: arrow keys move, Esc closes, a click elsewhere closes. */
export function Menu({ icon, label, items, testid }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div class="menu">
      <IconButton
        icon={icon}
        label={label}
        expanded={open}
        buttonRef={button}
        {...(testid === undefined ? {} : { testid })}
        onClick={() => setOpen(!open)}
      />
      {open && <MenuList items={items} label={label} onClose={close} onLeave={() => setOpen(false)} />}
    </div>
  );
}

interface ListProps {
  items: readonly MenuItem[];
  label: string;
  onClose(): void;
  onLeave(): void;
}

function MenuList({ items, label, onClose, onLeave }: ListProps) {
  const list = usePopup<HTMLDivElement>(onLeave);
  return (
    <div
      class="menu-list"
      role="menu"
      aria-label={label}
      ref={list}
      onKeyDown={(event) => moveFocus(event, list.current, onClose)}
    >
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          class={item.danger ? 'menu-item danger' : 'menu-item'}
          data-testid={item.testid}
          onClick={() => {
            onClose();
            item.action();
          }}
        >
          <Icon name={item.icon} size={18} />
          {item.label}
        </button>
      ))}
    </div>
  );
}

/** Focuses the first entry, and opens upwards where there is no room below. */
function moveFocus(event: KeyboardEvent, list: HTMLElement | null, onClose: () => void): void {
  const entries = [...(list?.querySelectorAll('button') ?? [])];
  const at = entries.indexOf(document.activeElement as HTMLButtonElement);
  const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  const step = steps[event.key];
  if (step !== undefined) {
    event.preventDefault();
    entries.at(step % entries.length)?.focus();
    return;
  }
  if (event.key !== 'Escape' && event.key !== 'Tab') return;
  event.stopPropagation();
  if (event.key === 'Escape') event.preventDefault();
  onClose();
}
