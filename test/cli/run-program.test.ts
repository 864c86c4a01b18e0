import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startLoopback } from '../support/loopback-server.ts';
import { runAt } from './client-run.ts';

const url = 'http://127.0.0.1:3210';
const jobId = 'batch_job_12345';

/** The requests of a command, to a deployment that refuses them all. */
async function requestsOf(words: string) {
  const requests: { method: string; path: string; body?: unknown; key?: unknown; prefer?: unknown }[] = [];
  const deployment = await startLoopback(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const sent = await text(request);
    const { 'idempotency-key': key, prefer } = headers;
    const body = sent === '' ? {} : { body: JSON.parse(sent) };
    requests.push({ method, path, ...body, ...(key && { key }), ...(prefer && { prefer }) });
    response.writeHead(409).end();
  });
  const { code } = await runAt(deployment, words);
  expect(code).toBe(4);
  return requests;
}
const post = (verb: string, body: object, more: object = {}) => [
  { method: 'POST', path: `/api/fill-cache-batch-${verb}`, body, ...more },
];
const status = [{ method: 'GET', path: `/api/fill-cache-batch-status?jobId=${jobId}&detailed=true` }];

test.each([
  ['start --source sp500', post('start', { tickerSource: 'sp500' })],
  [
    'start --tickers aapl,brk.b;X',
    post('start', { tickerSource: 'custom', tickers: ['aapl', 'brk.b', 'X'] }),
  ],
  ['start --source all --hold', post('start', { tickerSource: 'all', startImmediately: false })],
  [
    'start --source all --batch-size 10 --range max --compress gzip --refresh-after 8h',
    post('start', { tickerSource: 'all', batchSize: 10, range: 'max', compress: 'gzip', refreshAfter: '8h' }),
  ],
  [
    'start --source all --max-batches=0 --requests-per-second 0.5',
    post('start', { tickerSource: 'all', maxBatches: 0, requestsPerSecond: 0.5 }),
  ],
  [`status ${jobId}`, status],
  [`--json status ${jobId}`, status],
  [`--watch --every 7 status ${jobId}`, status],
  [`status --watch -- ${jobId}`, status],
  [`status ${jobId} --watch`, status],
  [`resume ${jobId} --watch --every 30`, post('resume', { jobId })],
  [
    `continue ${jobId} --once --wait 100`,
    post('continue', { jobId, autoContinue: false }, { prefer: 'wait=100' }),
  ],
  [`retry ${jobId} --idempotency-key k1`, post('retry', { jobId }, { key: 'k1' })],
  [`retry ${jobId} --code no-answer`, post('retry', { jobId, code: 'no-answer' })],
  [`retry ${jobId} --tickers AAPL,brk.b`, post('retry', { jobId, tickers: ['AAPL', 'brk.b'] })],
  ['list --limit 3', [{ method: 'GET', path: '/api/fill-cache-batch-jobs?limit=3' }]],
])('%j is understood', async (words, requests) => {
  expect(await requestsOf(words)).toEqual(requests);
});

test.each([
  ['start --tickers A --tickers B', '--tickers is given twice: give it once.'],
  ['local --tickers A --tickers B', '--tickers is given twice: give it once.'],
  [`status ${jobId} --watch --every 3 --every 5`, '--every is given twice: give it once.'],
  [
    '',
    'Say what to do: start, status, continue, pause, resume, cancel, retry, list, freshness, check, export, local, init, doctor, notify-test; see npm run job -- --help.',
  ],
  ['begin', 'There is no command "begin": see npm run job -- --help.'],
  ['status', 'Say which job: npm run job -- status batch_job_…'],
  ['status 12345', '"12345" is no job id: one is like batch_job_12345.'],
  [`status ${jobId} now`, '"now" is one word too many: see npm run job -- status --help.'],
  ['list all', '"all" is one word too many: see npm run job -- list --help.'],
  ['start all', '"all" is one word too many: see npm run job -- start --help.'],
  ['--sorce', 'There is no flag "--sorce": see npm run job -- --help.'],
  ['list --fresh', 'There is no flag "--fresh": see npm run job -- --help.'],
  ['begin --help', 'There is no command "begin": see npm run job -- --help.'],
  ['list --watch', 'list takes no --watch: see npm run job -- list --help.'],
  ['list --token=secret', 'There is no flag "--token": see npm run job -- --help.'],
  ['list --limit 101', '--limit is "101": it must be a whole number from 1 to 100.'],
  ['list --json=yes', '--json takes no value: see npm run job -- --help.'],
  ['start', 'Say what to fill: --source sp500, --source all, or --tickers AAPL,MSFT.'],
  ['start --source', '--source needs a value: see npm run job -- --help.'],
  ['start --source --hold', '--source needs a value: see npm run job -- --help.'],
  ['start --tickers=', '--tickers needs a value: see npm run job -- --help.'],
  ['start --source nasdaq', '--source is "nasdaq": it must be sp500, all or custom.'],
  ['start --source custom', '--source custom needs the tickers: add --tickers AAPL,MSFT.'],
  ['start --tickers ,', '--source custom needs the tickers: add --tickers AAPL,MSFT.'],
  ['start --source all --tickers A', '--tickers are given, but --source is all: leave one of them out.'],
  ['start --file a --tickers A', '--tickers and --file each name the tickers: leave one of them out.'],
  ['start --source all -', '--file is given, but --source is all: leave one of them out.'],
  [
    'start --file /none/a.csv',
    'The list "/none/a.csv" cannot be read (ENOENT): give --file the path of a text file.',
  ],
  ['start --file -', 'The standard input is empty: give at least one symbol, such as AAPL.'],
  [
    `retry ${jobId} --code gone`,
    '--code is "gone": it must be not-found, no-data, invalid-data, no-answer or shrunk.',
  ],
  [
    `retry ${jobId} --code no-data --tickers A`,
    '--code and --tickers each choose the tickers: leave one of them out.',
  ],
  [`retry ${jobId} --tickers ,`, '--tickers holds no symbol: give some, such as AAPL,MSFT.'],
  ['start --source all --batch-size 0', '--batch-size is "0": it must be a whole number from 1 to 50.'],
  [
    'start --source all --requests-per-second 0',
    '--requests-per-second is "0": it must be a number above 0, at most 10.',
  ],
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
])('%j is refused in one sentence', async (text, sentence) => {
  const { code, output, stderr } = await runAt(url, text);
  expect([code, output, stderr]).toEqual([2, '', expect.stringContaining(sentence)]);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test.each([
  ['list', {}, url],
  ['list', { FILL_CACHE_URL: '' }, url],
  ['list', { FILL_CACHE_URL: 'https://a.example/' }, 'https://a.example'],
  ['list --url https://b.example/fill/', { FILL_CACHE_URL: 'https://a.example' }, 'https://b.example/fill'],
])('the address for %j with %j', async (text, env, address) => {
  const asked: unknown[] = [];
  const fetch = (requested: unknown) => {
    asked.push(requested);
    return Promise.reject(new Error('offline'));
  };
  await runAt('', text, { env, fetch });
  expect(asked).toEqual([`${address}/api/fill-cache-batch-jobs`]);
});

test.each(['example.com', 'ftp://a.example', 'https://me:secret@a.example', 'https://a.example?x=secret'])(
  'the address %s is refused, and not shown',
  async (address) => {
    const sentence = 'must be an address such as http://127.0.0.1:3210, without a user or a query.\n';
    expect(await runAt(url, `list --url ${address}`)).toMatchObject({ code: 2, stderr: `--url ${sentence}` });
    const byEnvironment = await runAt(url, 'list', { env: { FILL_CACHE_URL: address } });
    expect(byEnvironment).toMatchObject({ code: 2, stderr: `FILL_CACHE_URL ${sentence}` });
  },
);

test('a token that no header can carry is refused, and not shown', async () => {
  const sentence = 'FILL_CACHE_API_TOKEN must be printable characters without spaces or line ends.';
  const { code, stderr } = await runAt(url, 'list', { env: { FILL_CACHE_API_TOKEN: 'secret\n' } });
  expect([code, stderr]).toEqual([2, `${sentence}\n`]);
});

test('a flag that npm took for its own, since no -- stood before it, is missed', async () => {
  const sentence = 'npm took --source for its own: write npm run job -- COMMAND --source …';
  for (const words of ['start', 'start all', 'list', ''])
    expect(await runAt(url, words, { env: { npm_config_source: 'all' } })).toMatchObject({
      code: 2,
      stderr: `${sentence}\n`,
    });
});

test('what npm passes on of its own settings is no matter where the flag is given', async () => {
  const deployment = await startLoopback((_, response) =>
    response.end(JSON.stringify({ success: true, jobs: [] })),
  );
  const { code, output } = await runAt(deployment, 'list --json', { env: { npm_config_json: 'true' } });
  expect([code, JSON.parse(output)]).toEqual([0, { success: true, jobs: [] }]);
});

test('the --yes of npx itself is no flag of ours that was taken', async () => {
  const deployment = await startLoopback((_, response) =>
    response.end(JSON.stringify({ success: true, jobs: [] })),
  );
  expect((await runAt(deployment, 'list --json', { env: { npm_config_yes: 'true' } })).code).toBe(0);
});
