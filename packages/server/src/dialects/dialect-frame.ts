import { type EncodedFrame, Frame } from '../realtime/connections/frame.ts';

/** What is stale a moment later, so that a late reader may miss it; everything else was stored or asked for. */
const PASSING: ReadonlySet<string> = new Set([
  'typing',
  'stop_typing',
  'user_typing',
  'typing_indicator',
  'group_typing_indicator',
  'presence_update',
  'user_online',
  'user_offline',
]);

/** An event of the root namespace. Its clients know no sync tokens, so it never carries one. */
export class DialectFrame extends Frame {
  constructor(event: string, payload: unknown) {
    super('/', event, () => JSON.stringify(payload), PASSING.has(event));
  }

  override json(): string {
    return super.json(undefined);
  }

  override websocket(): EncodedFrame {
    return super.websocket(undefined);
  }
}
