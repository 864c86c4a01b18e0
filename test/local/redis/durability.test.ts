import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { createSqliteEngine } from '../../../src/local/redis/sqlite-engine.ts';

const main = join(import.meta.dirname, '../../support/redis-process.ts');

async function startProcess(file: string) {
  const child = spawn(process.execPath, [main, '--file', file, '--token', 't'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [url] = await once(createInterface(child.stdout), 'line');
  return { child, url: String(url) };
}

/** Sends one transaction after the other until the process is gone; how many it acknowledged. */
async function writeUntilGone(
  url: string,
  writer: string,
  onAcknowledged: (count: number) => void,
): Promise<number> {
  for (let count = 0; ; count += 1) {
    const name = `${writer}${count}`;
    const commands = [
      ['MSET', name, 'x'.repeat(20_000), `${name}:more`, 'y'],
      ['HSET', 'done', name, 'ok'],
    ];
    const request = {
      method: 'POST',
      headers: { authorization: 'Bearer t' },
      body: JSON.stringify(commands),
    };
    const saved = await fetch(`${url}/multi-exec`, request).then(
      (response) => response.text(),
      () => 'gone',
    );
    if (!saved.endsWith(']')) {
      return count;
    }
    onAcknowledged(count + 1);
  }
}

test.each([1, 60])(
  'kill -9 at write %i loses nothing acknowledged and leaves no half transaction',
  async (fatal) => {
    const folder = await mkdtemp(join(tmpdir(), 'fill-cache-durable-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'redis.sqlite');
    const { child, url } = await startProcess(file);
    const killAt = (count: number) => count === fatal && child.kill('SIGKILL');
    const counts = await Promise.all(
      ['a', 'b', 'c', 'd'].map((writer) => writeUntilGone(url, writer, killAt)),
    );

    const engine = createSqliteEngine({ file, now: Date.now });
    onTestFinished(() => engine.close());
    const acknowledged = counts.flatMap((count, at) =>
      Array.from({ length: count }, (_, n) => `${'abcd'[at]}${n}`),
    );
    const [done, keys] = await engine.execute([['HGETALL', 'done'], ['DBSIZE']], 'pipeline');
    const pairs = done !== undefined && 'result' in done && Array.isArray(done.result) ? done.result : [];
    const found = pairs.filter((_, at) => at % 2 === 0);
    expect(found).toEqual(expect.arrayContaining(acknowledged));
    expect(found.length - acknowledged.length).toBeLessThanOrEqual(counts.length);
    expect(keys).toEqual({ result: found.length * 2 + 1 });
  },
);
