import type { MessageView } from '@parlance/client';
import type { Member } from '@parlance/protocol';
import { findModeration } from './annotations.ts';

/** How far the others have come: seq numbers that every one of them has received, and read. */
export interface Watermarks {
  delivered: number;
  read: number;
}

export type Tick = 'pending' | 'failed' | 'sent' | 'delivered' | 'read';

/** The lowest marks of all other active members; zero where the members are not known (large conversations). */
export function toWatermarks(members: readonly Member[], myId: string): Watermarks {
  const others = members.filter((member) => member.user_id !== myId && member.state === 'active');
  if (others.length === 0) return { delivered: 0, read: 0 };
  return {
    delivered: Math.min(...others.map((member) => Math.max(member.delivered_seq, member.read_seq))),
    read: Math.min(...others.map((member) => member.read_seq)),
  };
}

export function toTick(view: MessageView, marks: Watermarks): Tick {
  if (view.status !== 'sent') return view.status;
  // The others have its place in the order, and nothing of what it says.
  if (findModeration(view)?.state === 'held') return 'sent';
  if (view.seq <= marks.read) return 'read';
  return view.seq <= marks.delivered ? 'delivered' : 'sent';
}
