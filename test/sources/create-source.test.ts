import { expect, onTestFinished, test } from 'vitest';
import { createSource } from '../../src/sources/create-source.ts';
import { readEnvironment } from '../../src/sources/environment.ts';
import { startLoopbackYahoo } from '../support/loopback-yahoo.ts';

test('the source that the environment names is asked', async () => {
  const server = await startLoopbackYahoo();
  onTestFinished(() => server.close());
  const { yahoo } = readEnvironment({ YAHOO_FINANCE_URL: server.url });
  const source = createSource({ ...yahoo, now: () => new Date('2026-11-24T12:00:00Z') });
  const answer = await source.fetchHistory('AAPL', '1y', new AbortController().signal);
  expect([await source.name(), answer.kind]).toEqual(['yahoo', 'document']);
});
