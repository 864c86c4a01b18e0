import { expect, test } from 'vitest';
import { createLazySource } from '../../src/sources/lazy-source.ts';
import { createScriptedSource } from '../support/scripted-source.ts';

test('a source is loaded when it is first asked, once, and answers as itself', async () => {
  let loads = 0;
  const source = createLazySource(async () => {
    loads += 1;
    return createScriptedSource();
  });
  expect(loads).toBe(0);
  const [name, answer] = await Promise.all([
    source.name(),
    source.fetchHistory('AAPL', '1y', new AbortController().signal),
  ]);
  expect([name, answer.kind, loads]).toEqual(['yahoo', 'document', 1]);
});
