import type { Conversation, Input, ModerationCase, ModerationPolicy, ReportReason, Result } from '@parlance/protocol';
import type { Call } from './call.ts';

/** Reports, reviews and appeals. What changes is told as `moderation.updated`, which `client.on('event', …)` hears. */
export class Moderation {
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  /** Reports somebody else’s message to those who review its conversation; doing so twice changes nothing. */
  async report(messageId: string, reason: ReportReason, note?: string): Promise<void> {
    await this.#call('messages.report', { message_id: messageId, reason, ...(note === undefined ? {} : { note }) });
  }

  /** What waits for a review, the oldest first: in one conversation, or everywhere for moderators of the installation. */
  queue(input: Input<'moderation.queue'> = {}): Promise<Result<'moderation.queue'>> {
    return this.#call('moderation.queue', input);
  }

  /** One case, with its reports for reviewers. */
  async case(caseId: string): Promise<ModerationCase> {
    return (await this.#call('moderation.case', { case_id: caseId })).case;
  }

  /** Decides about the message, or acts on its author. */
  act(caseId: string, action: Omit<Input<'moderation.act'>, 'case_id'>): Promise<ModerationCase> {
    return this.#call('moderation.act', { case_id: caseId, ...action });
  }

  /** Objects to what was decided about my message; once for each decision. */
  appeal(caseId: string, note: string): Promise<ModerationCase> {
    return this.#call('moderation.appeal', { case_id: caseId, note });
  }

  /** What was done about my own messages, the newest first. */
  mine(input: Input<'moderation.mine'> = {}): Promise<Result<'moderation.mine'>> {
    return this.#call('moderation.mine', input);
  }

  /** Who did what, the newest first. */
  audit(input: Input<'moderation.audit'> = {}): Promise<Result<'moderation.audit'>> {
    return this.#call('moderation.audit', input);
  }

  /** Sets what a group or room does about which texts; null: what the installation says. */
  setPolicy(conversationId: string, policy: ModerationPolicy | null): Promise<Conversation> {
    return this.#call('moderation.policy', { conversation_id: conversationId, policy });
  }
}
