import { expect, test } from 'vitest';
import { readDocuments } from '../../src/store/read-documents.ts';
import { createMemoryRedis } from '../support/memory-redis.ts';

const tickers = Array.from({ length: 60 }, (_, at) => `T${at}`);

test.each([
  ['nothing is known of their size', undefined, [50, 10]],
  ['they are as large as ten years', () => 140_000, [14, 14, 14, 14, 4]],
  ['each is larger than a group may be', () => 5_000_000, tickers.map(() => 1)],
])('documents are read in groups, where %s', async (_, bytesOf, groups) => {
  const redis = createMemoryRedis();
  const read: unknown[] = [];
  for await (const one of readDocuments(redis, tickers, bytesOf)) read.push(one);
  expect(redis.requests.flat().map((command) => command.length - 1)).toEqual(groups);
  expect(read).toEqual(tickers.map((ticker) => [ticker, null]));
});
