export type CallType = 'voice' | 'video';
/** `ringing` and `answered` are open; the others are final. */
export type CallState = 'ringing' | 'answered' | 'ended' | 'declined' | 'missed';

export type CallEndReason = 'missed' | 'cancelled' | 'declined' | 'hung_up' | 'disconnected';

/** A call between two people; it belongs to their direct conversation. Media flows between them, only signals pass here. */
export interface Call {
  id: string;
  conversationId: string;
  callerId: string;
  calleeId: string;
  type: CallType;
  state: CallState;
  startedAt: number;
  answeredAt: number | null;
  endedAt: number | null;
}

/** How long it rings before it is missed, in milliseconds. */
export const RING_TIME = 45_000;
/** No call is believed to be going on after this long: its clients went away without a word. */
export const LONGEST_CALL = 12 * 60 * 60_000;

export function otherPartyOf(call: Call, userId: string): string {
  return call.callerId === userId ? call.calleeId : call.callerId;
}
