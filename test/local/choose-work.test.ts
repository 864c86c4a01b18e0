import { expect, test } from 'vitest';
import { chooseWork, type Situation } from '../../src/local/choose-work.ts';
import type { StoredJob } from '../../src/store/read-job.ts';
import { aJob, aStoredJob, type GivenJob } from '../support/job-fixtures.ts';
import { readFlags } from '../support/read-flags.ts';

function stored(id: string, given: GivenJob = {}): StoredJob {
  return aStoredJob(aJob({ id, tickerSource: 'sp500', ...given }));
}

function choose(text: string, unfinished: StoredJob[] = [], given: Partial<Situation> = {}) {
  const flags = readFlags(text.split(' ').filter(Boolean));
  return chooseWork({
    flags,
    unfinished,
    market: 'yahoo',
    apiUrl: 'http://127.0.0.1:3210',
    isAboutTickers: async () => true,
    ...given,
  });
}

async function continued(text: string, unfinished: StoredJob[], given: Partial<Situation> = {}) {
  const { task } = await choose(text, unfinished, given);
  return task.kind === 'continue' ? task.stored.job.id : task.kind;
}

test.each([
  ['', { 'ticker-source': 'sp500' }],
  ['--source all', { 'ticker-source': 'all' }],
  [
    '--tickers AAPL,MSFT --max-batches 1',
    { 'ticker-source': 'custom', tickers: 'AAPL,MSFT', 'max-batches': '1' },
  ],
  ['--lanes 4', { 'ticker-source': 'sp500', lanes: '4' }],
  ['--fresh', { 'ticker-source': 'sp500', 'refresh-after': '1s' }],
])('%j starts a job with what was said, and the rest as the workflow has it', async (text, inputs) => {
  expect((await choose(text)).task).toMatchObject({
    kind: 'new',
    inputs: expect.toSatisfy((given) => JSON.stringify(given) === JSON.stringify(inputs)),
  });
});

test('a made-up market is asked at full pace', async () => {
  const { task } = await choose('', [], { market: 'simulated' });
  expect(task).toMatchObject({ inputs: { 'requests-per-second': '0' } });
});

test('without flags the newest unfinished job goes on, whatever it is about', async () => {
  expect(await continued('', [stored('b', { tickerSource: 'all' }), stored('a')])).toBe('b');
});

test('with a source the newest one of that source goes on', async () => {
  expect(await continued('--source sp500', [stored('b', { tickerSource: 'all' }), stored('a')])).toBe('a');
});

test.each([
  [true, 'a'],
  [false, 'new'],
])('with tickers the one of the same tickers goes on (%j)', async (isAbout, expected) => {
  const custom = stored('a', { tickerSource: 'custom' });
  expect(await continued('--tickers A', [custom], { isAboutTickers: async () => isAbout })).toBe(expected);
});

test.each([
  ['--lanes 1', []],
  ['--lanes 4', ['a was made with --lanes 1 and keeps them: --fresh starts a new job with 4.']],
])('a job that goes on keeps its lanes, and %s says so if it asks for others', async (text, notes) => {
  expect(await choose(text, [stored('a')])).toMatchObject({ task: { kind: 'continue' }, notes });
});

test('--fresh starts a new one, and what it makes pointless is named', async () => {
  const { task } = await choose('--fresh', [stored('b', { tickerSource: 'all' }), stored('a')]);
  expect(task).toMatchObject({ kind: 'new', superseded: [{ job: { id: 'a' } }] });
});

test('a job of another market waits, and the user is told how to go on with it', async () => {
  const { task, notes } = await choose('', [stored('a', { priceSource: 'simulated' })]);
  expect(task.kind).toBe('new');
  expect(notes).toEqual([
    'a is unfinished, but was made for prices from simulated: it waits for npm start -- --market simulated.',
  ]);
});

test('a paused job is left alone', async () => {
  const { task, notes } = await choose('', [stored('a', { pausedAt: '2026-11-24T17:00:00.000Z' })]);
  expect(task.kind).toBe('new');
  expect(notes).toEqual([
    'a is paused since 2026-11-24T17:00:00.000Z: resume it with npm run job -- resume a --url http://127.0.0.1:3210',
  ]);
});

test('other unfinished jobs are not forgotten', async () => {
  const { notes } = await choose('--source all', [stored('a')]);
  expect(notes).toEqual(['a is unfinished too: npm start without flags goes on with the newest.']);
});

test('--idle starts nothing', async () => {
  expect(await choose('--idle', [stored('a')])).toEqual({ task: { kind: 'none' }, notes: [] });
});
