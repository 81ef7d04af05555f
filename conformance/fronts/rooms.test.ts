import { describe } from 'vitest';
import { serveWithFronts } from './serve-with-fronts.ts';

serveWithFronts();

describe('rooms', async () => {
  await import('../rooms/rooms.test.ts');
});
