import type { Capabilities } from '../../capabilities.ts';

/** Whose wish a job carries out: that person may see how far it is. */
export function jobOwners({ textType: text }: Capabilities): string[] {
  return [`alter table jobs add column owner_id ${text}`];
}
