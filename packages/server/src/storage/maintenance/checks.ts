import type { Check } from './check.ts';
import { counterChecks } from './check-counters.ts';
import { checkReferences } from './check-references.ts';
import { checkMentions, checkReactions } from './check-summaries.ts';

/** All of them, in the order in which they are told. */
export const checks: readonly Check[] = [...counterChecks, checkReactions, checkMentions, checkReferences];
