import type { CoreContext } from '../context.ts';

/**
 * Loads what the first text in need of a model would wait for. At the start nobody waits yet; later everybody would, for
 * as long as it takes to load and compile. Without a configured service it loads nothing.
 */
export async function warmUp(core: CoreContext): Promise<void> {
  const configured = core.ai?.providers.filter((provider) => provider.canReply(undefined)) ?? [];
  const loads: (Promise<unknown> | undefined)[] = configured.map((provider) => provider.warm?.());
  if (core.translator !== null) loads.push(Promise.resolve(core.languages.detect('What language is this text in?')));
  for (const outcome of await Promise.allSettled(loads)) {
    if (outcome.status === 'rejected') core.log.warn({ err: outcome.reason }, 'a service could not be loaded');
  }
}
