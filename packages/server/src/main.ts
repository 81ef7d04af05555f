import { fileURLToPath } from 'node:url';
import { findBundle } from './processes/bundle.ts';
import { spareMainThread } from './processes/spare-main-thread.ts';

/**
 * The program. From a complete build it runs the bundle: one file instead of some thousand, with the code that V8 made of
 * it before. Where there is none, or it is older than what was compiled since, it runs the compiled sources.
 */
spareMainThread();
const bundle = findBundle(fileURLToPath(new URL('.', import.meta.url)));
if (bundle === undefined) {
  await import('./serve.ts');
} else {
  const { runKept } = await import('./processes/code-cache.ts');
  runKept(bundle);
}
