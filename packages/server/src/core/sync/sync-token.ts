import type { CoreContext } from '../context.ts';
import type { ListCursor } from '../conversations/conversation-store.ts';
import { CoreError } from '../errors.ts';

/** What a sync token says: all up to `gpos` is known, and of the page after it what is up to `after`. */
export interface SyncPosition {
  epoch: string;
  gpos: number;
  /** In the middle of a paged answer: the last conversation that was told, in order of its last change. */
  after: ListCursor | null;
  /** Whether that answer is a snapshot. */
  reset: boolean;
}

export function makeSyncToken(core: Pick<CoreContext, 'cursors'>, position: SyncPosition): string {
  const { epoch, gpos, after, reset } = position;
  const parts = [epoch, gpos, reset ? 'r' : 'd'];
  if (after !== null) parts.push(after.value, after.id);
  return core.cursors.seal(parts.join(' '));
}

export function parseSyncToken(core: Pick<CoreContext, 'cursors'>, token: string): SyncPosition {
  const [epoch = '', gpos, mode, value, id] = core.cursors.open(token)?.split(' ') ?? [];
  if (gpos === undefined || (mode !== 'r' && mode !== 'd')) {
    throw new CoreError('token_invalid', 'The sync token was not issued by this installation; sync without one.', {
      field: '/since',
    });
  }
  const after = value === undefined || id === undefined ? null : { value: Number(value), id };
  return { epoch, gpos: Number(gpos), after, reset: mode === 'r' };
}
