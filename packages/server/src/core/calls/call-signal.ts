/** What the two ends of a call tell each other to find a way between them (WebRTC). The server passes it on unread. */
export interface CallSignal {
  kind: 'offer' | 'answer' | 'candidate';
  payload: unknown;
}
