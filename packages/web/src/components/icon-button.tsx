import type { Ref } from 'preact';
import { Icon, type IconName } from './icon.tsx';

interface Props {
  icon: IconName;
  label: string;
  onClick(): void;
  pressed?: boolean;
  expanded?: boolean;
  testid?: string;
  buttonRef?: Ref<HTMLButtonElement>;
}

/** A button that is only a drawing; its label is read aloud and shown when pointed at. */
export function IconButton({ icon, label, onClick, pressed, expanded, testid, buttonRef }: Props) {
  return (
    <button
      type="button"
      class="icon-button"
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      data-testid={testid}
      ref={buttonRef ?? null}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
