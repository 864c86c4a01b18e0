import { expect, test } from 'vitest';
import { viewJob } from '../../src/core/view.ts';
import { jobSummary } from '../../src/github/step-summary.ts';
import { aFact, aFailure, aJob, someFacts } from '../support/job-fixtures.ts';

function view(failures: ReturnType<typeof aFailure>[], cached = 0) {
  const job = aJob({ cached, startedAt: '2026-11-24T17:00:00.000Z' });
  return viewJob(job, someFacts([[1, aFact({ failures })]]), true);
}

test('the summary is a table of the state and the sums', () => {
  expect(jobSummary(view([], 500), null)).toBe(`### batch_job_12345

| | |
|---|---|
| State | running |
| Tickers | 505 of 512 (98.6 %) |
| Successful | 505 |
| Failed | 0 |
| Batches | 1 of 3 |
`);
});

test('failures are listed with their batch, words and code', () => {
  expect(jobSummary(view([aFailure('T3', { error: 'gone' })]), null)).toContain(
    '| T3 | 1 | gone (not-found) |\n',
  );
});

test('of many failures twenty are shown, and how many more there are', () => {
  const failures = Array.from({ length: 23 }, (_, index) => aFailure(`T${index}`));
  const summary = jobSummary(view(failures), null);
  expect(summary.match(/\(not-found\) \|/g)).toHaveLength(20);
  expect(summary).toContain('… and 3 more.');
});

test('problem stands above the table', () => {
  expect(jobSummary(view([]), 'This run finished no batch')).toContain(
    '\n> This run finished no batch\n\n| | |',
  );
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
  const error = jobSummary(view([aFailure('T1', { error: given })]), null);
  expect(error).toContain(`| T1 | 1 | ${shown} (not-found) |`);
  expect(jobSummary(view([]), given)).toContain(`> ${shown}\n`);
});
