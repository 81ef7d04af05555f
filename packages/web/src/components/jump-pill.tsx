import { strings } from '../strings/strings.ts';
import { Icon } from './icon.tsx';

interface Props {
  /** Messages that came and were not seen: all of them are further down. */
  unread: number;
  onJump(): void;
}

/** The way back to the end, with the number of messages that wait there. */
export function JumpPill({ unread, onJump }: Props) {
  return (
    <button type="button" class="jump-pill" onClick={onJump} aria-label={strings.jumpToNewest} data-testid="jump-pill">
      {unread > 0 && <span>{strings.newBelow(unread)}</span>}
      <Icon name="down" />
    </button>
  );
}
