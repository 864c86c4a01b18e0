import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createCommitBuffer } from '../../src/fetching/commit-buffer.ts';
import { createFakeClock } from '../support/fake-clock.ts';

interface Item {
  name: string;
  tickers: number;
  bytes: number;
}

function item(name: string, tickers = 5, bytes = 1_000): Item {
  return { name, tickers, bytes };
}

/** Groups into writes that a test lets end, in order. */
function grouped(firstAtOnce?: boolean) {
  const clock = createFakeClock(0);
  const writes: { names: string; done(): Promise<void>; fail(error: Error): Promise<void> }[] = [];
  const failures: unknown[] = [];
  const commits = createCommitBuffer<Item>({
    write(group) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      writes.push({
        names: group.map(({ name }) => name).join(' '),
        done: () => setImmediate(resolve()),
        fail: (error) => setImmediate(reject(error)),
      });
      return promise;
    },
    sizeOf: (one) => one,
    firstAtOnce,
    longestWaitMilliseconds: () => 8_000,
    clock,
    onFailure: (error) => failures.push(error),
  });
  return { clock, commits, writes, failures, names: () => writes.map((write) => write.names) };
}

/** With the first write, which comes at once, behind them. */
async function afterTheFirst() {
  const all = grouped();
  all.commits.add(item('first'));
  await all.writes[0]?.done();
  return all;
}

test('the first waits for others where nobody looks for it', async () => {
  const { commits, clock, names } = grouped(false);
  commits.add(item('a'));
  commits.add(item('b'));
  expect(names()).toEqual([]);
  await clock.advance(8_000);
  expect(names()).toEqual(['a b']);
});

test('the first is written at once', () => {
  const { commits, names } = grouped();
  commits.add(item('a'));
  expect(names()).toEqual(['a']);
});

test('what comes while a write is under way waits, and then for its group to be full', async () => {
  const { commits, names, writes } = grouped();
  for (const name of ['a', 'b', 'c']) commits.add(item(name));
  await writes[0]?.done();
  expect(names()).toEqual(['a']);
});

test('100 tickers are a group', async () => {
  const { commits, names } = await afterTheFirst();
  for (let batch = 1; batch <= 9; batch++) commits.add(item(String(batch), 10));
  expect(names()).toEqual(['first']);
  commits.add(item('10', 10));
  expect(names()).toEqual(['first', '1 2 3 4 5 6 7 8 9 10']);
});

test('8 MB are a group', async () => {
  const { commits, names } = await afterTheFirst();
  commits.add(item('a', 5, 7_999_999));
  expect(names()).toHaveLength(1);
  commits.add(item('b', 5, 1));
  expect(names()).toEqual(['first', 'a b']);
});

test('what has waited as long as it may is written, with all that came since', async () => {
  const { clock, commits, names } = await afterTheFirst();
  await clock.advance(20_000);
  commits.add(item('a'));
  await clock.advance(4_000);
  commits.add(item('b'));
  await clock.advance(3_999);
  expect(names()).toEqual(['first']);
  await clock.advance(1);
  expect(names()).toEqual(['first', 'a b']);
});

test('what grew old or full during a write follows it at once', async () => {
  const { clock, commits, names, writes } = grouped();
  commits.add(item('a'));
  commits.add(item('b'));
  await clock.advance(9_000);
  expect(names()).toEqual(['a']);
  await writes[0]?.done();
  expect(names()).toEqual(['a', 'b']);
});

test('there is room while a group is being written, and none when two more wait', async () => {
  const { commits, writes } = grouped();
  commits.add(item('a'));
  await commits.waitForCapacity();
  for (let batch = 0; batch < 20; batch++) commits.add(item(String(batch), 10));
  let roomy = false;
  const room = commits.waitForCapacity().then(() => {
    roomy = true;
  });
  await setImmediate();
  expect(roomy).toBe(false);
  await writes[0]?.done();
  await room;
});

test('flushing writes what is left, after what is under way', async () => {
  const { commits, names, writes } = grouped();
  commits.add(item('a'));
  commits.add(item('b'));
  const flushed = commits.flush();
  await setImmediate();
  expect(names()).toEqual(['a']);
  await writes[0]?.done();
  expect(names()).toEqual(['a', 'b']);
  await writes[1]?.done();
  await flushed;
});

test('flushing with nothing left does nothing, and nobody wakes up later', async () => {
  const { clock, commits, names } = await afterTheFirst();
  await commits.flush();
  await setImmediate();
  expect([names(), clock.waiting]).toEqual([['first'], 0]);
});

test('a write that fails is told at once, ends all writing, and is what flushing rejects with', async () => {
  const { commits, failures, names, writes } = grouped();
  const full = new Error('Redis is full');
  commits.add(item('a'));
  await writes[0]?.fail(full);
  expect(failures).toEqual([full]);
  for (let batch = 0; batch < 30; batch++) commits.add(item(String(batch)));
  await commits.waitForCapacity();
  await expect(commits.flush()).rejects.toBe(full);
  expect(names()).toEqual(['a']);
});
