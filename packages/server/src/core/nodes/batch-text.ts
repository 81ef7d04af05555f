import type { CommittedBatch } from '../events.ts';

/**
 * Fields that no client is ever told and no other node needs. They occur as keys only: within a text of the JSON the
 * quotes around them would be escaped. A mark takes their place, so that an account with a credential still has one.
 */
const CREDENTIALS = /"(passwordHash|externalKey|refreshHash|previousRefreshHash)":"(?:[^"\\]|\\.)*"/g;

/** A batch as other nodes are told it: JSON, without credentials. Events are plain data and survive the journey. */
export function toBatchText({ gpos, events, jobs }: CommittedBatch): string {
  return JSON.stringify({ gpos, events, jobs }).replace(CREDENTIALS, '"$1":"-"');
}

/** Throws SyntaxError for what `toBatchText` did not write. */
export function parseBatchText(text: string, order: number): CommittedBatch {
  const { gpos, events, jobs } = JSON.parse(text) as CommittedBatch;
  if (!Number.isSafeInteger(gpos) || !Array.isArray(events)) throw new SyntaxError('This is not a commit.');
  return { gpos, events, order, ...(jobs === true ? { jobs } : {}) };
}
