import { randomUUID } from 'node:crypto';
import { createClient } from 'redis';
import { expect, test } from 'vitest';
import { RedisBus } from '../../src/integrations/bus/redis-bus.ts';
import { describeWith, redisUrl } from '../support/services.ts';
import { quietLog } from '../support/stores.ts';

describeWith('redis', 'the bus on Redis', () => {
  test('goes on when the stream is lost and its clock has gone back', async () => {
    const installation = randomUUID();
    const key = `parlance:${installation}:bus`;
    const url = redisUrl() ?? '';
    const redis = createClient({ url });
    await redis.connect();
    const bus = new RedisBus({ url, installation, log: quietLog });
    const heard: string[] = [];
    try {
      await bus.start((text) => heard.push(text));
      await redis.sendCommand(['XADD', key, '9999999999999-0', 'm', 'of a clock that was wrong']);
      await expect.poll(() => heard, { timeout: 10_000 }).toHaveLength(1);
      await redis.del(key);
      bus.publish('after it was set right');
      await expect.poll(() => heard, { timeout: 10_000 }).toContain('after it was set right');
    } finally {
      await bus.stop();
      await redis.del(key);
      redis.destroy();
    }
  });
});
