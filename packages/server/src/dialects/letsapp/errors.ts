import type { Refusal } from '../dialect.ts';
import { presentRefusal } from '../refusal.ts';

/** letsapp’s clients look at `success` before anything else. */
export function presentLetsappRefusal(refusal: Refusal): Record<string, unknown> {
  return { success: false, status: 'error', ...presentRefusal(refusal) };
}
