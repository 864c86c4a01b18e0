import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createRedisServerEngine } from '../../src/local/redis/redis-server-engine.ts';
import { startRealRedis } from './real-redis.ts';

test('it counts what was called since the last flush, by command', { tags: ['redis-server'] }, async () => {
  const redis = await startRealRedis();
  onTestFinished(() => redis.close());
  const engine = await createRedisServerEngine({ url: redis.url });
  onTestFinished(() => engine.close());
  await engine.execute([['SET', 'k', 'v']], 'pipeline');
  await redis.flush();
  await engine.execute(
    [
      ['GET', 'k'],
      ['MSET', 'a', '1', 'b', '2'],
      ['GET', 'k'],
    ],
    'pipeline',
  );
  const stats = await redis.commandStats();
  expect([stats.get('get'), stats.get('mset'), stats.get('set')]).toEqual([2, 1, undefined]);
});

test('a machine without redis-server is told how to get it', async () => {
  vi.stubEnv('PATH', '/nowhere');
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(startRealRedis()).rejects.toThrow('apt-get install redis-server');
});

test('the server ends with the process that started it, even if that is killed', {
  tags: ['redis-server'],
}, async () => {
  const module = join(import.meta.dirname, 'real-redis.ts');
  const source = `import { startRealRedis } from '${module}'; console.log((await startRealRedis()).url)`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface(child.stdout), 'line');
  child.kill('SIGKILL');
  await expect.poll(() => isServing(String(url)), { timeout: 5_000 }).toBe(false);
});

async function isServing(url: string): Promise<boolean> {
  try {
    await (await createRedisServerEngine({ url })).close();
    return true;
  } catch {
    return false;
  }
}
