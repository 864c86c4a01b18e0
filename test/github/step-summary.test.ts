import { expect, test } from 'vitest';
import { FAILURE_CODES } from '../../src/core/job.ts';
import { viewJob } from '../../src/core/view.ts';
import type { RunSummary } from '../../src/github/run-summary.ts';
import { runSummary } from '../../src/github/step-summary.ts';
import { errorSummary, watchSummary } from '../../src/github/watch-summary.ts';
import { aFact, aFailure, aJob, someFacts } from '../support/job-fixtures.ts';

function view(failures: ReturnType<typeof aFailure>[], cached = 0) {
  const job = aJob({ cached, startedAt: '2026-11-24T17:00:00.000Z' });
  return viewJob(job, someFacts([[1, aFact({ failures })]]), true);
}

const run = { batches: 1, dispatched: false };
const summaryOf = (failures: ReturnType<typeof aFailure>[], problem: string | null = null) =>
  runSummary({ view: view(failures), problem, run });

test('late tickers are counted where there are any', () => {
  const facts = someFacts([[1, aFact({ late: 2 })]]);
  const text = runSummary({ view: viewJob(aJob(), facts, true), problem: null, run });
  expect(text).toContain('| Failed | 0 |\n| Late | 2 |\n');
  expect(summaryOf([])).not.toContain('Late');
});

const full: RunSummary = {
  view: view(
    [
      aFailure('T3', { error: 'gone' }),
      aFailure('T4', { code: 'no-data', error: 'no rows' }),
      aFailure('T5'),
    ],
    500,
  ),
  problem: null,
  run: { batches: 1, tickers: 5, dispatched: true, seconds: 83, tickersPerSecond: 3.46 },
  universe: 'S&P 500',
  session: '2026-11-24',
  priceSource: 'simulated',
  jobSeconds: 3_725,
  late: ['AAPL', '<b>'],
  issues: { jump: 2, 'missing-session': 11 },
  links: [
    { text: 'Status page', url: 'https://prices.example/?job=batch_job_12345' },
    { text: 'Bad [x](y)', url: 'javascript:alert(1)' },
    { text: 'Odd', url: 'https://prices.example/a)b|c' },
  ],
};

test.each<[string, string]>([
  ['a run of which little is known', runSummary({ view: view([], 500), problem: null, run })],
  ['a run of which all is known', runSummary(full)],
  [
    'a run with a problem',
    runSummary({ ...full, problem: 'GitHub takes no more events: continue the job.' }),
  ],
  [
    'a run that ends its job',
    runSummary({
      ...full,
      view: { ...full.view, status: 'completed' },
      run: { ...full.run, dispatched: false },
      priceSource: 'yahoo',
      endedAt: '2026-11-24T22:05:00.000Z',
    }),
  ],
  [
    'a run that leaves its job stalled',
    runSummary({
      view: { ...view([]), status: 'stalled' },
      problem: 'The price source refuses requests.',
      run: { batches: 0, tickers: 0, dispatched: false, seconds: 12 },
      nextLook: '2026-11-24T20:53:00.000Z',
    }),
  ],
  ['a watchdog', watchSummary({ resumed: ['batch_job_1'], problems: ['batch_job_2 is *damaged*.'] })],
  ['a watchdog with nothing to do', watchSummary({ resumed: [], problems: [] })],
  ['an error', errorSummary('range is "3y": it must be 1y, 2y, 5y, 10y or max.')],
])('the summary of %s', async (name, summary) => {
  await expect(summary).toMatchFileSnapshot(`golden/summary-of-${name.replaceAll(' ', '-')}.md`);
});

test('the summary is a table of the state and the sums', () => {
  const summary = runSummary({ view: view([], 500), problem: null, run });
  expect(summary).toContain('### batch_job_12345\n');
  expect(summary).toContain(
    '| | |\n|---|---|\n| State | running |\n| Tickers | 505 of 512 (98.6 %) |\n| Successful | 505 |\n',
  );
  expect(summary).toContain('| Failed | 0 |\n| Batches | 1 of 3 |\n');
});

test('failures are listed with their batch, words and code', () => {
  expect(summaryOf([aFailure('T3', { error: 'gone' })])).toContain('| T3 | 1 | gone (not-found) |\n');
});

test('of many failures of a kind twenty are shown, and how many more there are', () => {
  const summary = summaryOf(Array.from({ length: 23 }, (_, index) => aFailure(`T${index}`)));
  expect(summary.match(/\(not-found\) \|/g)).toHaveLength(20);
  expect(summary).toContain('… and 3 more.');
});

test('problem stands above the table', () => {
  expect(summaryOf([], 'This run finished no batch')).toContain('\n> This run finished no batch\n\n| | |');
});

test.each([
  ['a table row', 'a | b', 'a &#124; b'],
  ['a new line', 'a\n\n# b\r\n- c', 'a &#35; b &#45; c'],
  ['HTML', '<img src=x onerror=alert(1)>', '&#60;img src=x onerror=alert&#40;1&#41;&#62;'],
  ['a link', '[x](https://evil.example)', '&#91;x&#93;&#40;https&#58;//evil.example&#41;'],
  ['code', '`x` \\', '&#96;x&#96; &#92;'],
  ['a mention', '@everyone', '&#64;everyone'],
  ['an entity', '&lt;', '&#38;lt;'],
  ['a workflow command', '::set-output name=a::b', '&#58;&#58;set&#45;output name=a&#58;&#58;b'],
])('%s in an error or a problem is text, and nothing else', (_, given, shown) => {
  expect(summaryOf([aFailure('T1', { error: given })])).toContain(`| T1 | 1 | ${shown} (not-found) |`);
  expect(summaryOf([], given)).toContain(`> ${shown}\n`);
});

test('Markdown in an id, a state or a name is text too', () => {
  const hostile = '*x* <script> ::error::';
  const job = { ...view([aFailure(hostile)]), jobId: hostile };
  const summary = runSummary({
    ...full,
    view: job,
    universe: hostile,
    late: [hostile],
    issues: { [hostile]: 1 },
  });
  expect(summary).not.toMatch(/\*x\*|<script|::/);
});

test('a summary is never larger than 1 MiB, whatever is in it', () => {
  const long = '&'.repeat(100_000);
  const failures = FAILURE_CODES.flatMap((code) =>
    Array.from({ length: 4_000 }, () => aFailure(long, { code, error: long })),
  );
  const tickers = Array.from({ length: 20_000 }, () => long);
  const issues = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`${long}${index}`, index]));
  const summary = runSummary({ ...full, view: view(failures), problem: long, late: tickers, issues });
  const watchdog = watchSummary({ resumed: tickers, problems: tickers });
  for (const text of [summary, watchdog, errorSummary(long)])
    expect(Buffer.byteLength(text)).toBeLessThan(1_048_576);
});
