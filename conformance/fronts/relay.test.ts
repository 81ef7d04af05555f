import { describe } from 'vitest';
import { serveWithFronts } from './serve-with-fronts.ts';

serveWithFronts();

describe('relay', async () => {
  await import('../relay/relay.test.ts');
});
