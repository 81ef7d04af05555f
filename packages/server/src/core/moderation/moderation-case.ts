import type { Content } from '../messages/message.ts';
import type { CategoryScores } from './categories.ts';
import type { ModerationAction, Thresholds } from './policy.ts';

/** `open`: to be reviewed; `decided`: a person has decided; `appealed`: to be reviewed once more; `closed`: withdrawn. */
export type CaseState = 'open' | 'decided' | 'appealed' | 'closed';

/** What a reviewer decides about a message. `dismiss`: nothing is wrong, and it stays as it is. */
export type Decision = 'approve' | 'dismiss' | 'mask' | 'remove';

/** How the message stands in its conversation. `approved`: shown, and not to be judged again unless it is edited. */
export type Standing = 'shown' | 'flagged' | 'masked' | 'held' | 'removed' | 'approved';

/** Why a person reports a message. */
export type ReportReason =
  | 'spam'
  | 'harassment'
  | 'hate'
  | 'threat'
  | 'sexual'
  | 'self-harm'
  | 'personal-data'
  | 'illicit'
  | 'other';

/** All that is under review about one message: there is at most one for each. Times in epoch milliseconds. */
export interface ModerationCase {
  id: string;
  messageId: string;
  conversationId: string;
  authorId: string;
  /** false: many write under this account (people without one), so that nothing is shown to it as its own. */
  authorKnown: boolean;
  state: CaseState;
  standing: Standing;
  /** What the policy did by itself; null where people reported the message. */
  action: Exclude<ModerationAction, 'block'> | null;
  thresholds: Thresholds;
  scores: CategoryScores;
  /** The engine that scored it; null where none did. */
  engine: string | null;
  /** What the author wrote, while others see something else; else null. */
  original: Content | null;
  /** Who is to be told of the mention when the message is shown. */
  mentions: string[];
  /** Of the file the message carries, so that reviewers may open it. */
  mediaId: string | null;
  reports: number;
  decision: Decision | null;
  /** The reviewer’s words to the author. */
  note: string | null;
  decidedBy: string | null;
  decidedAt: number | null;
  appeal: Appeal | null;
  createdAt: number;
  updatedAt: number;
}

/** The author’s objection to a decision, and what came of it. */
export interface Appeal {
  note: string;
  at: number;
  /** null: not decided yet. `upheld`: the decision stands. */
  outcome: 'upheld' | 'overturned' | null;
  decidedBy: string | null;
  decidedAt: number | null;
}

export interface ModerationReport {
  messageId: string;
  reporterId: string;
  reason: ReportReason;
  note: string | null;
  createdAt: number;
}

/** What was done to what, and by whom. Written once and never changed. */
export interface AuditEntry {
  id: string;
  conversationId: string;
  caseId: string | null;
  messageId: string | null;
  /** null: an engine, by the conversation’s policy. */
  actorId: string | null;
  /** `flag`, `hold`, `mask`, `report`, `approve`, `dismiss`, `remove`, `warn`, `mute`, `ban`, `appeal`, `policy`. */
  action: string;
  /** Whom it concerns. */
  subjectId: string | null;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  note: string | null;
  at: number;
}
