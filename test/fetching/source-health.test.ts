import { expect, test } from 'vitest';
import { createSourceHealth } from '../../src/fetching/source-health.ts';
import { createScriptedSource, invalid, noAnswer, notFound, refused } from '../support/scripted-source.ts';

const never = new AbortController().signal;

test('ten tickers in a row without an answer are the silence of the source', () => {
  const health = createSourceHealth(createScriptedSource(), []);
  for (let ticker = 0; ticker < 9; ticker++) health.unanswered();
  expect(health.silent).toBe(false);
  health.unanswered();
  expect(health.silent).toBe(true);
});

test('an answer in between ends the silence', () => {
  const health = createSourceHealth(createScriptedSource(), []);
  for (let ticker = 0; ticker < 9; ticker++) health.unanswered();
  health.answered();
  health.unanswered();
  expect([health.silent, health.answers]).toEqual([false, 1]);
});

test.each([
  ['a document', undefined, true],
  ['that it does not know it', notFound, true],
  ['something unusable', invalid, true],
  ['nothing', noAnswer, false],
  ['a refusal', refused(), false],
])('a source that is probed and gives %s is there: %s', async (_, answer, there) => {
  const source = createScriptedSource(answer ? { AAPL: answer } : {});
  expect(await createSourceHealth(source, ['AAPL']).probe('T1', never)).toBe(there);
});

test('a ticker is not its own probe', async () => {
  const source = createScriptedSource();
  await createSourceHealth(source, ['T1', 'T2']).probe('T1', never);
  expect(source.asked).toEqual(['T2']);
});

test('without a likely ticker nothing is asked, and nothing is known', async () => {
  const source = createScriptedSource();
  expect(await createSourceHealth(source, ['T1']).probe('T1', never)).toBe(false);
  expect(source.asked).toEqual([]);
});

test('tickers that are silent together share a probe; one that is silent later asks anew', async () => {
  const source = createScriptedSource({ AAPL: [noAnswer, notFound] });
  const health = createSourceHealth(source, ['AAPL']);
  expect(await Promise.all([health.probe('T1', never), health.probe('T2', never)])).toEqual([false, false]);
  expect(await health.probe('T3', never)).toBe(true);
  expect(source.asked).toEqual(['AAPL', 'AAPL']);
});
