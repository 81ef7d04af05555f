import type { CommittedBatch } from '../events.ts';

/**
 * Fields that no client is ever told and no other node needs. They occur as keys only: within a text of the JSON the
 * quotes around them would be escaped. A mark takes their place, so that an account with a credential still has one.
 */
const CREDENTIALS = /"(passwordHash|externalKey|refreshHash|previousRefreshHash)":"(?:[^"\\]|\\.)*"/g;

/** A batch as other nodes are told it: JSON, without credentials. Events are plain data and survive the journey. */
export function toBatchText({ gpos, events, jobs }: CommittedBatch): string {
  return withoutCredentials({ gpos, events, jobs });
}

/** As JSON. */
export function withoutCredentials(value: object): string {
  return JSON.stringify(value).replace(CREDENTIALS, '"$1":"-"');
}

/** Throws SyntaxError for what `toBatchText` did not write. */
export function parseBatchText(text: string, order: number): CommittedBatch {
  return toBatch(JSON.parse(text), order);
}

/** The same for what is JSON no more. */
export function toBatch(value: unknown, order: number): CommittedBatch {
  const { gpos, events, jobs } = value as CommittedBatch;
  if (!Number.isSafeInteger(gpos) || !Array.isArray(events)) throw new SyntaxError('This is not a commit.');
  return { gpos, events, order, ...(jobs === true ? { jobs } : {}) };
}
