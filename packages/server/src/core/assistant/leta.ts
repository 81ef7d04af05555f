import type { Assistant, Assistants } from './assistants.ts';

/** The main assistant’s account, the same on every installation whatever it is called there. */
export const LETA_ID = '00000000-0000-7000-8000-00006c657461';

export function getMainAssistant(assistants: Assistants): Assistant {
  const main = assistants.get(LETA_ID);
  if (main === undefined) throw new Error('There is no main assistant.');
  return main;
}
