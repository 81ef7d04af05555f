import { describe } from 'vitest';
import { serveWithFronts } from './serve-with-fronts.ts';

serveWithFronts();

describe('direct', async () => {
  await import('../direct/socket.test.ts');
});
describe('letsapp', async () => {
  await import('../letsapp/messages.test.ts');
});
describe('assistant', async () => {
  await import('../assistant/rest.test.ts');
});
