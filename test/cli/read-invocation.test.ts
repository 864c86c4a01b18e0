import { expect, test } from 'vitest';
import { readInvocation } from '../../src/cli/read-invocation.ts';

const url = 'http://127.0.0.1:3210';
const jobId = 'batch_job_12345';
const plain = { url, isUrlGiven: false, token: null, json: false, watchEvery: null };
const start = (wish: object) => ({ ...plain, command: { name: 'start', wish, key: null } });
const read = (text: string, env: NodeJS.ProcessEnv = {}) =>
  readInvocation(text.split(' ').filter(Boolean), env);

test.each([
  ['start --source sp500', start({ tickerSource: 'sp500' })],
  ['start --tickers aapl,brk.b;X', start({ tickerSource: 'custom', tickers: ['aapl', 'brk.b', 'X'] })],
  ['start --source all --hold', start({ tickerSource: 'all', startImmediately: false })],
  [
    'start --source all --batch-size 10 --range max --compress gzip --refresh-after 8h',
    start({ tickerSource: 'all', batchSize: 10, range: 'max', compress: 'gzip', refreshAfter: '8h' }),
  ],
  [
    'start --source all --max-batches=0 --requests-per-second 0.5',
    start({ tickerSource: 'all', maxBatches: 0, requestsPerSecond: 0.5 }),
  ],
  [`status ${jobId}`, { ...plain, command: { name: 'status', jobId } }],
  [`--json status ${jobId}`, { ...plain, json: true, command: { name: 'status', jobId } }],
  [`status ${jobId} --watch`, { ...plain, watchEvery: 5, command: { name: 'status', jobId } }],
  [`resume ${jobId} --watch --every 30`, { ...plain, watchEvery: 30, command: { name: 'resume', jobId } }],
  [
    `continue ${jobId} --once --wait 100`,
    { ...plain, command: { name: 'continue', jobId, once: true, waitSeconds: 100 } },
  ],
  [`retry ${jobId} --idempotency-key k1`, { ...plain, command: { name: 'retry', jobId, key: 'k1' } }],
  ['list --limit 3', { ...plain, command: { name: 'list', limit: 3 } }],
])('%j is understood', (text, invocation) => {
  expect(read(text)).toEqual({ kind: 'invocation', invocation });
});

test.each([
  [
    '',
    'Say what to do: start, status, continue, pause, resume, cancel, retry, list; see npm run job -- --help.',
  ],
  ['begin', 'There is no command "begin": see npm run job -- --help.'],
  ['status', 'Say which job: npm run job -- status batch_job_…'],
  ['status 12345', '"12345" is no job id: one is like batch_job_12345.'],
  [`status ${jobId} now`, '"now" is one word too many: see npm run job -- status --help.'],
  ['list all', '"all" is one word too many: see npm run job -- list --help.'],
  ['list --watch', 'list takes no --watch: see npm run job -- list --help.'],
  ['list --token=secret', 'There is no flag "--token": see npm run job -- --help.'],
  ['list --limit 101', '--limit is "101": it must be a whole number from 1 to 100.'],
  ['list --json=yes', '--json takes no value: see npm run job -- --help.'],
  ['start', 'Say what to fill: --source sp500, --source all, or --tickers AAPL,MSFT.'],
  ['start --source', '--source needs a value: see npm run job -- --help.'],
  ['start --source nasdaq', '--source is "nasdaq": it must be sp500, all or custom.'],
  ['start --source custom', '--source custom needs the tickers: add --tickers AAPL,MSFT.'],
  ['start --tickers ,', '--source custom needs the tickers: add --tickers AAPL,MSFT.'],
  ['start --source all --tickers A', '--tickers are given, but --source is all: leave one of them out.'],
  ['start --source all --batch-size 0', '--batch-size is "0": it must be a whole number from 1 to 50.'],
  ['start --source all --range 3y', '--range is "3y": it must be 1y, 2y, 5y, 10y or max.'],
  [
    'start --source all --hold --watch',
    '--hold starts nothing that --watch could show: leave one of them out.',
  ],
  [`status ${jobId} --every 5`, '--every says how often to look: add --watch.'],
  [`status ${jobId} --watch --every 0`, '--every is "0": it must be a whole number from 1 to 3600.'],
  [
    `continue ${jobId} --once --watch`,
    '--once ends after a batch, --watch with the job: leave one of them out.',
  ],
  [
    `continue ${jobId} --wait 9 --watch`,
    '--wait is for one batch, --watch for the job: leave one of them out.',
  ],
  [`continue ${jobId} --wait 241`, '--wait is "241": it must be a whole number from 0 to 240.'],
  [
    `retry ${jobId} --idempotency-key ${'k'.repeat(256)}`,
    'it must be 1 to 255 printable characters without spaces.',
  ],
])('%j is refused in one sentence', (text, sentence) => {
  expect(() => read(text)).toThrow(sentence);
});

test.each([
  ['list', {}, url],
  ['list', { FILL_CACHE_URL: '' }, url],
  ['list', { FILL_CACHE_URL: 'https://a.example/' }, 'https://a.example'],
  ['list --url https://b.example/fill/', { FILL_CACHE_URL: 'https://a.example' }, 'https://b.example/fill'],
])('the address for %j with %j', (text, env, address) => {
  expect(read(text, env)).toMatchObject({ invocation: { url: address } });
});

test.each(['example.com', 'ftp://a.example', 'https://me:secret@a.example', 'https://a.example?x=secret'])(
  'the address %s is refused, and not shown',
  (address) => {
    const refused = () => read(`list --url ${address}`);
    expect(refused).toThrow(
      '--url must be an address such as http://127.0.0.1:3210, without a user or a query.',
    );
    expect(() => read('list', { FILL_CACHE_URL: address })).toThrow('FILL_CACHE_URL must be an address');
  },
);

test('a token that no header can carry is refused, and not shown', () => {
  const sentence = 'FILL_CACHE_API_TOKEN must be printable characters without spaces or line ends.';
  expect(() => read('list', { FILL_CACHE_API_TOKEN: 'secret\n' })).toThrow(sentence);
});

test('a flag that npm took for its own, since no -- stood before it, is missed', () => {
  const sentence = 'npm took --source for its own: write npm run job -- COMMAND --source …';
  expect(() => read('start', { npm_config_source: 'all' })).toThrow(sentence);
});

test('what npm passes on of its own settings is no matter where the flag is given', () => {
  expect(read('list --json', { npm_config_json: 'true' })).toMatchObject({ invocation: { json: true } });
});
