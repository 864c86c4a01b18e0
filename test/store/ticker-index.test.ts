import { expect, test } from 'vitest';
import { commit } from '../../src/store/commit.ts';
import { readIndex, readKnown } from '../../src/store/ticker-index.ts';
import { writeStrings } from '../../src/store/write-strings.ts';
import { aCommit, aMarker, documentsOf } from '../support/commit-fixtures.ts';
import { onEachRedis } from '../support/each-redis.ts';
import type { WatchedRedis } from '../support/watched-redis.ts';

const TICKERS = ['T1', 'T2', 'T3', 'T4', 'T5', 'T6'];
const MANY = Array.from({ length: 5_000 }, (_, index) => `M${index}`);

async function indexed(redis: WatchedRedis, tickers: readonly string[]): Promise<string[]> {
  return [...(await readKnown(redis, tickers)).index.keys()];
}

onEachRedis('the ticker index', (redis) => {
  test('knows the tickers that have a document, and no others', async () => {
    await commit(redis(), aCommit());
    expect(await indexed(redis(), TICKERS)).toEqual(['T1', 'T2', 'T3', 'T4', 'T5']);
    expect(redis().requests.slice(-2).flat()).toHaveLength(3);
  });

  test('knows nothing of no tickers, and asks nothing', async () => {
    expect(await readKnown(redis(), [])).toEqual({ index: new Map(), markers: new Map() });
    expect(redis().requests).toEqual([]);
  });

  test('is not believed when a document has been deleted', async () => {
    await commit(redis(), aCommit());
    await redis().ask('DEL', 'ticker-data:T2', 'ticker-data:T4');
    expect(await indexed(redis(), TICKERS)).toEqual(['T1', 'T3', 'T5']);
  });

  test('does not ask for documents on which nobody relies', async () => {
    await commit(redis(), aCommit());
    await redis().ask('DEL', 'ticker-data:T2');
    const known = await readKnown(redis(), TICKERS, async () => () => false);
    expect([...known.index.keys()]).toEqual(['T1', 'T2', 'T3', 'T4', 'T5']);
    expect(redis().requests.at(-1)).toHaveLength(2);
  });

  test('is not believed when all documents have been deleted', async () => {
    await commit(redis(), aCommit());
    await redis().ask(
      'DEL',
      'ticker-data:T1',
      'ticker-data:T2',
      'ticker-data:T3',
      'ticker-data:T4',
      'ticker-data:T5',
    );
    expect(await indexed(redis(), TICKERS)).toEqual([]);
  });

  test('does not know documents of another origin', async () => {
    await redis().ask('SET', 'ticker-data:T1', '[1,2,3]');
    expect(await indexed(redis(), TICKERS)).toEqual([]);
  });

  test.each([
    'no JSON',
    '[]',
    '[1,"3y","yahoo","none"]',
    '["1","5y","yahoo","none"]',
    '{"fetchedAt":1}',
    'null',
  ])('takes an entry that is not ours for none: %s', async (value) => {
    await redis().ask('HSET', 'ticker-index', 'T1', value);
    await redis().ask('SET', 'ticker-data:T1', '{}');
    expect(await indexed(redis(), ['T1'])).toEqual([]);
    expect(await readIndex(redis(), ['T1'])).toEqual(new Map());
  });

  test.each([
    ['ends years after it was fetched', [9, '2021-11-24', '2099-01-01', 'NMS', null]],
    ['begins after its end', [9, '2026-11-24', '2026-11-23', 'NMS', null]],
    ['has no rows', [0, '2021-11-24', '2026-11-23', 'NMS', null]],
    ['was traded last in the year 9999', [9, '2021-11-24', '2026-11-23', 'NMS', 253_370_764_800]],
  ])('does not believe what an entry says of a document that %s', async (_, held) => {
    const fetchedAt = Date.parse('2026-11-24T22:00:00Z');
    const entry = [fetchedAt, '5y', 'yahoo', 'none', ...held, 0];
    await redis().ask('HSET', 'ticker-index', 'T1', JSON.stringify(entry));
    const fetched = { fetchedAt, range: '5y', source: 'yahoo', compress: 'none' };
    expect((await readIndex(redis(), ['T1'])).get('T1')).toEqual(fetched);
  });

  test.each([
    ['no JSON', 'delisted'],
    ['a plain string', '"delisted"'],
    ['another code', JSON.stringify({ ...aMarker(), code: 'boom' })],
    ['a date that is none', JSON.stringify({ ...aMarker(), failedAt: 'yesterday' })],
    ['half of it', JSON.stringify({ error: 'delisted' })],
  ])('ignores a marker that does not parse: %s', async (_, value) => {
    await redis().ask('MSET', 'failed-tickers:T1', value, 'failed-tickers:T2', JSON.stringify(aMarker()));
    expect((await readKnown(redis(), TICKERS)).markers).toEqual(new Map([['T2', aMarker()]]));
  });

  test('answers for 5,000 tickers with 3 commands', async () => {
    await commit(redis(), aCommit({ documents: documentsOf(MANY) }));
    redis().requests.length = 0;
    expect(await indexed(redis(), MANY)).toHaveLength(5_000);
    expect(redis().requests.flat()).toHaveLength(3);
  });

  test('finds the one that is missing among 5,000 with less than 20 commands', async () => {
    await commit(redis(), aCommit({ documents: documentsOf(MANY) }));
    await redis().ask('DEL', 'ticker-data:M17');
    redis().requests.length = 0;
    expect(await indexed(redis(), MANY)).toEqual(MANY.filter((ticker) => ticker !== 'M17'));
    expect(redis().requests.flat().length).toBeLessThan(20);
  });

  test('never takes a missing document for fresh, however many other keys there are', async () => {
    const others = Array.from({ length: 15_000 }, (_, index) => [`other:${index}`, ''] as const);
    await writeStrings(redis(), others);
    await commit(redis(), aCommit());
    await redis().ask('DEL', 'ticker-data:T2');
    redis().requests.length = 0;
    expect(await indexed(redis(), TICKERS)).not.toContain('T2');
    expect(redis().requests.flat().length).toBeLessThan(20);
  });
});
