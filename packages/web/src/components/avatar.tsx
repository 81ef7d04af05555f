import { faceColourOf, initialsOf } from '../lib/faces.ts';
import { Icon, type IconName } from './icon.tsx';

interface Props {
  id: string;
  name: string;
  size?: 'small' | 'medium' | 'large';
  /** Drawn instead of initials: for groups and rooms. */
  icon?: IconName | undefined;
  online?: boolean | undefined;
}

/** A face made of initials on a colour that stays the same for an id. Decoration only: the name stands beside it. */
export function Avatar({ id, name, size = 'medium', icon, online }: Props) {
  return (
    <span class={`avatar avatar-${size} face-${faceColourOf(id)}${icon ? ' avatar-square' : ''}`} aria-hidden="true">
      {icon ? <Icon name={icon} size={size === 'large' ? 28 : 18} /> : initialsOf(name)}
      {online && <span class="presence-dot" data-testid="presence" />}
    </span>
  );
}
