import { estimateTokens } from '../../ai/estimate-tokens.ts';
import type { CoreContext } from '../../context.ts';
import { toDigestJob } from './digest-job.ts';
import { extract } from './extract.ts';
import type { ReadTurn } from './read-turns.ts';

/** What of the budget goes to the turns as they are, and to the digest of those before them. */
const TURNS = 0.75;
const DIGEST = 0.25;
/** Once they are too many, so much of the budget stays as it is: the next questions need no new digest. */
const AFTER_DIGEST = 0.4;
/** A turn that is longer shows its beginning and its end, in parts of the budget. */
const LONGEST_TURN = 0.2;
/** Each turn’s envelope. */
const TOKENS_PER_TURN = 8;

export interface Fitted {
  digest: string | null;
  turns: ReadTurn[];
}

interface Talk {
  conversationId: string;
  /** Who asks. */
  userId: string;
  assistantId: string;
  /** Oldest first, without the question. */
  turns: readonly ReadTurn[];
  /** The conversation’s last pos before the turns were read. */
  readAt: number;
}

/**
 * As much of a talk as fits into the budget: the newest turns as they are, and what was said before them in short. The
 * digest is kept, so that it is not made anew for every question; a model writes a better one afterwards.
 */
export async function fitContext(core: CoreContext, talk: Talk): Promise<Fitted> {
  const { conversationId, userId } = talk;
  const budget = core.settings.contextTokens;
  const stored = await core.store.digests.find(conversationId, userId);
  const turns = talk.turns
    .filter((turn) => turn.seq > (stored?.upToSeq ?? 0))
    .map((turn) => shorten(turn, Math.floor(budget * LONGEST_TURN)));
  const earlier = stored?.text ?? null;
  if (newest(turns, budget * TURNS).length === turns.length) return { digest: earlier, turns };
  const kept = newest(turns, budget * AFTER_DIGEST);
  const dropped = turns.slice(0, turns.length - kept.length);
  const text = extract(earlier, dropped, Math.floor(budget * DIGEST));
  const upToSeq = dropped.at(-1)?.seq ?? 0;
  await keep(core, talk, { text, upToSeq });
  return { digest: text === '' ? null : text, turns: kept };
}

/** Not where something changed since the turns were read: a text that was deleted meanwhile is to be in no digest. */
async function keep(
  core: CoreContext,
  { conversationId, userId, assistantId, readAt }: Talk,
  { text, upToSeq }: { text: string; upToSeq: number },
): Promise<void> {
  const createdAt = core.clock.now();
  await core.store.transaction(async (tx) => {
    if ((await tx.conversations.find(conversationId))?.lastPos !== readAt) return;
    await tx.digests.put({ conversationId, userId, upToSeq, engine: 'built-in', text, createdAt });
    await tx.enqueue(toDigestJob({ conversationId, userId, assistantId, upToSeq }));
  });
}

function newest(turns: readonly ReadTurn[], tokens: number): ReadTurn[] {
  let left = tokens;
  let from = turns.length;
  while (from > 0) {
    const turn = turns[from - 1] as ReadTurn;
    left -= estimateTokens(turn.text) + estimateTokens(turn.author ?? '') + TOKENS_PER_TURN;
    if (left < 0) break;
    from -= 1;
  }
  return turns.slice(from);
}

function shorten(turn: ReadTurn, tokens: number): ReadTurn {
  const taken = estimateTokens(turn.text);
  if (taken <= tokens) return turn;
  const half = Math.floor((turn.text.length * tokens) / taken / 2);
  const text = `${turn.text.slice(0, half)} […] ${turn.text.slice(-half)}`.toWellFormed();
  return { ...turn, text };
}
