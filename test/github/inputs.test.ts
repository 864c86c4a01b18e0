import { expect, test } from 'vitest';
import { jobIdOf, optionsForRun, readInputs } from '../../src/github/inputs.ts';
import { inputsOf } from '../support/chain-run.ts';
import { aJob } from '../support/job-fixtures.ts';

test('what is empty or blank was not given', () => {
  const blank = readInputs(() => '  ', {
    UPSTASH_REDIS_REST_URL: 'https://u',
    UPSTASH_REDIS_REST_TOKEN: 't',
  });
  expect(blank).toEqual({
    command: 'run',
    redisUrl: 'https://u',
    redisToken: 't',
    githubToken: '',
    jobId: undefined,
    tickerSource: undefined,
    tickers: undefined,
    tickersFile: undefined,
    options: {},
    notify: { notifyUrl: undefined, notifySecret: undefined, notifyOn: undefined, heartbeatUrl: undefined },
  });
});

test('every option is read, as what it is', () => {
  const { options } = inputsOf({
    'batch-size': '7',
    range: '10y',
    compress: 'gzip',
    'refresh-after': '8h',
    'retry-failed-after': '12h',
    'max-failed-percent': '12.5',
    'max-batches': '0',
    'time-budget': '60',
    'auto-continue': 'false',
    'requests-per-second': '0.5',
  });
  expect(options).toEqual({
    batchSize: 7,
    range: '10y',
    compress: 'gzip',
    refreshAfter: '8h',
    retryFailedAfter: '12h',
    maxFailedPercent: 12.5,
    maxBatches: 0,
    timeBudget: 60,
    autoContinue: false,
    requestsPerSecond: 0.5,
  });
});

test.each([
  ['command', 'stop', 'it must be run, nightly or resume-stalled.'],
  ['ticker-source', 'nasdaq', 'it must be sp500, all or custom.'],
  ['job-id', '12345', 'it must be an id such as batch_job_12345.'],
  ['job-id', 'batch_job_1:plan', 'it must be an id such as batch_job_12345.'],
  ['job-id', 'batch_job_', 'it must be an id such as batch_job_12345.'],
  ['batch-size', '0', 'it must be a whole number from 1 to 50.'],
  ['batch-size', '-1', 'it must be a whole number from 1 to 50.'],
  ['batch-size', '1e9', 'it must be a whole number from 1 to 50.'],
  ['batch-size', '5 tickers', 'it must be a whole number from 1 to 50.'],
  ['batch-size', '2.5', 'it must be a whole number from 1 to 50.'],
  ['range', '3y', 'it must be 1y, 2y, 5y, 10y or max.'],
  ['range', '5', 'it must be 1y, 2y, 5y, 10y or max.'],
  ['compress', 'brotli', 'it must be none or gzip.'],
  ['refresh-after', '8', 'it must be close, or a duration such as 30m, 8h or 2d.'],
  ['refresh-after', 'never', 'it must be close, or a duration such as 30m, 8h or 2d.'],
  ['retry-failed-after', '0d', 'it must be a duration such as 12h or 7d.'],
  ['max-failed-percent', '101', 'it must be a number from 0 to 100.'],
  ['max-failed-percent', '50%', 'it must be a number from 0 to 100.'],
  ['max-batches', '-1', 'it must be a whole number from 0 (no limit) to 100000.'],
  ['time-budget', '0', 'it must be whole seconds from 1 to 18000.'],
  ['auto-continue', 'yes', 'it must be true or false.'],
  ['auto-continue', '1', 'it must be true or false.'],
  ['requests-per-second', '-4', 'it must be a number from 0 (no limit) to 100.'],
  ['lanes', '0', 'it must be a whole number from 1 to 16.'],
  ['lanes', '17', 'it must be a whole number from 1 to 16.'],
  ['lane', '0', 'it must be a whole number from 1 to 16.'],
  ['lane', '1.5', 'it must be a whole number from 1 to 16.'],
])('%s "%s" is refused: %s', (name, value, allowed) => {
  expect(() => inputsOf({ [name]: value })).toThrow(`${name} is "${value}": ${allowed}`);
});

test.each([
  ['new lines and control characters', 'a\n::error::b\u0007c', 'range is "a ::error::b c"'],
  ['what is very long', 'x'.repeat(10_000), `range is "${'x'.repeat(60)}…"`],
  ['what turns text around', 'a\u202eb', 'range is "a b"'],
])('a refusal is one short line, whatever was given: %s', (_, value, shown) => {
  expect(() => inputsOf({ range: value })).toThrow(`${shown}: it must be`);
});

const upstash = { UPSTASH_REDIS_REST_URL: 'https://upstash', UPSTASH_REDIS_REST_TOKEN: 'upstash-token' };
const vercel = { KV_REST_API_URL: 'https://kv', KV_REST_API_TOKEN: 'kv-token' };

test.each([
  [
    'an input over all',
    { 'redis-url': 'https://input', 'redis-token': 'input-token' },
    { ...upstash, ...vercel },
    'input',
  ],
  ['Upstash over Vercel', {}, { ...upstash, ...vercel }, 'upstash'],
  [
    'Vercel where there is no other',
    {},
    { ...vercel, UPSTASH_REDIS_REST_URL: '', UPSTASH_REDIS_REST_TOKEN: '' },
    'kv',
  ],
])('the address of Redis comes from %s', (_, texts: Record<string, string>, env, from) => {
  const { redisUrl, redisToken } = readInputs((name) => texts[name] ?? '', env);
  expect([redisUrl, redisToken]).toEqual([`https://${from}`, `${from}-token`]);
});

test.each([
  [
    'no address',
    { UPSTASH_REDIS_REST_TOKEN: 't' },
    'redis-url is missing: give it, or set the secret UPSTASH_REDIS_REST_URL',
  ],
  [
    'no token',
    { UPSTASH_REDIS_REST_URL: 'https://u' },
    'redis-token is missing: give it, or set the secret UPSTASH_REDIS_REST_TOKEN',
  ],
  [
    'an address of another kind',
    { ...upstash, UPSTASH_REDIS_REST_URL: 'rediss://secret@host' },
    'redis-url is not usable',
  ],
  [
    'an address with credentials',
    { ...upstash, UPSTASH_REDIS_REST_URL: 'https://me:secret@host' },
    'redis-url is not usable',
  ],
  ['no address at all', { ...upstash, UPSTASH_REDIS_REST_URL: 'secret host' }, 'redis-url is not usable'],
  [
    'a token of two words',
    { ...upstash, UPSTASH_REDIS_REST_TOKEN: 'secret\nsecret' },
    'redis-token is not usable',
  ],
])('%s is refused in words that do not repeat a secret', (_, env, words) => {
  const reading = () => readInputs(() => '', env);
  expect(reading).toThrow(words);
  expect(reading).not.toThrow('secret@');
  expect(reading).not.toThrow('secret\n');
});

test('a job id of the right form is taken as it is', () => {
  expect(jobIdOf('batch_job_mi9ii9mui00000')).toBe('batch_job_mi9ii9mui00000');
  expect(jobIdOf(undefined)).toBeUndefined();
});

test('a run works by the options of its job, but for those that it may be given', () => {
  const job = aJob({}, { batchSize: 7, maxBatches: 3, timeBudget: 100 });
  expect(optionsForRun(job, inputsOf({ 'max-batches': '0', 'batch-size': '7' }))).toEqual({
    ...job.options,
    maxBatches: 0,
  });
});

test.each([
  ['compress', 'gzip', 'compress is "gzip", but batch_job_12345 was made with none'],
  ['max-failed-percent', '50', 'max-failed-percent is "50", but batch_job_12345 was made with 20'],
  ['refresh-after', '8h', 'refresh-after is "8h", but batch_job_12345 was made with close'],
  ['tickers', 'AAPL', 'tickers is "AAPL", but batch_job_12345 was made with its own'],
  ['tickers-file', 'a.txt', 'tickers-file is "a.txt", but batch_job_12345 was made with its own'],
])('a fixed option that is given otherwise is refused: %s', (name, value, words) => {
  expect(() => optionsForRun(aJob(), inputsOf({ [name]: value }))).toThrow(words);
});

test('a list that a variable can hold is taken, a longer one is refused with the way out', () => {
  expect(inputsOf({ tickers: 'A'.repeat(131_057) }).tickers).toHaveLength(131_057);
  expect(() => inputsOf({ tickers: 'Ä'.repeat(65_529) })).toThrow(
    'tickers holds 131058 bytes: it must be at most 131057; put a longer list into a file of the repository',
  );
});
