import type { Message } from '../messages/message.ts';
import type { ModerationCase, ModerationReport } from './moderation-case.ts';

/** A case as one of the two sides sees it. */
export interface CaseView {
  case: ModerationCase;
  /** The message as its row is; null only where the row is gone. */
  message: Message | null;
  /** Who reviewed and who reported is told to reviewers alone. */
  as: 'reviewer' | 'author';
  /** Only where one case is looked at. */
  reports?: ModerationReport[];
}
