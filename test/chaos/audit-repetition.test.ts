import { expect, test } from 'vitest';
import { auditRepetition, type Repetition } from '../../chaos/audit-repetition.ts';

const finished = (...batches: number[]) =>
  batches.map((batch) => `✅ Completed batch ${batch}/8 for job batch_job_1 in 0.1s`).join('\n');
const audit = (given: Partial<Repetition>) =>
  auditRepetition({ again: 0, tickers: 40, faults: new Map(), lanes: 1, logs: [], ...given });

test.each<[string, Partial<Repetition>, most: number]>([
  ['nothing without a cause', {}, 0],
  ['a group after a kill, which is all of a small job', { faults: new Map([['a run is killed', 1]]) }, 40],
  ['a group after each fault', { tickers: 800, faults: new Map([['redis hangs', 2]]) }, 210],
  ['nothing after a fault that ends no run', { faults: new Map([['github answers 403', 9]]) }, 0],
  [
    'what is under way in each run where lanes did not meet',
    { lanes: 2, logs: [finished(1, 3), finished(2, 4)] },
    10,
  ],
  ['a group where two lanes met', { lanes: 2, logs: [finished(1, 3), finished(3, 2, 4)] }, 40 + 10],
  ['no more where one lane met itself', { logs: [finished(1, 3), finished(3)] }, 10],
])('of what was done twice is explained: %s', (_, given, most) => {
  expect(audit({ ...given, again: most }).wrong).toEqual([]);
  expect(audit({ ...given, again: most + 1 }).wrong).toHaveLength(1);
});

test('what neither a fault nor a meeting explains is counted, also where the machine may have been too busy', () => {
  const met = { lanes: 2, logs: [finished(1, 3), finished(3, 2, 4)] };
  expect(audit({ ...met, again: 43 })).toEqual({ unexplained: 3, wrong: [] });
  expect(audit({ ...met, again: 40 })).toEqual({ unexplained: 0, wrong: [] });
});
