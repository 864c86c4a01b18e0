// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions for GitHub.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { openInit } from '../../src/cli/open-init.ts';
import { REPOSITORY_ROOT } from '../support/chain-stack.ts';
import { runAt } from './client-run.ts';

const TEMPLATE = readFileSync(join(REPOSITORY_ROOT, 'docs/fill-cache.yml'), 'utf8');
const SHIPPED = readFileSync(join(REPOSITORY_ROOT, '.github/workflows/fill-cache.yml'), 'utf8');

type Manner = Parameters<typeof runAt>[2];

/** A folder, and `init` in it. */
function aFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'fill-cache-init-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const init = (flags: readonly string[] = [], manner: Manner = {}) =>
    runAt('', ['init', ...(flags.includes('--to') ? [] : ['--to', folder]), ...flags], {
      openInit: async () => ({ ...(await openInit(REPOSITORY_ROOT)), actionRepository: null }),
      ...manner,
    });
  const written = () => readFileSync(join(folder, '.github/workflows/fill-cache.yml'), 'utf8');
  return { init, written };
}

test('the workflow for any repository is the shipped one, but for the action that it uses', () => {
  const own = TEMPLATE.replace('uses: OWNER/fill-cache@v1', 'uses: ./');
  expect(own).not.toBe(TEMPLATE);
  expect(parse(own)).toEqual(parse(SHIPPED));
});

test('without flags and a terminal it is written for the S&P 500 on weekdays, and the secrets are named', async () => {
  const { init, written } = aFolder();
  const { code, output } = await init();
  expect(code).toBe(0);
  expect(parse(written())).toEqual(parse(TEMPLATE));
  const secrets = [...output.matchAll(/^ {2}gh secret set (\w+)$/gm)].map(([, name]) => name);
  expect(secrets).toEqual(['UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN']);
  expect(output).toContain('in place of OWNER');
});

test('on a terminal it asks the three questions that no flag answers', async () => {
  const { init, written } = aFolder();
  const asked: string[] = [];
  const ask = async (question: string) => ['AAPL, MSFT', '', 'webhook'][asked.push(question) - 1] ?? '';
  const { output } = await init([], { ask });
  expect(asked).toEqual([
    expect.stringMatching(/^Which tickers\? .* \[sp500\] $/),
    expect.stringMatching(/^When\? .* \[weekdays\] $/),
    expect.stringMatching(/^Where to tell .* \[none\] $/),
  ]);
  expect(written()).toContain("env.UNIVERSE == 'none' && 'AAPL MSFT'");
  expect(output).toMatch(/FILL_CACHE_NOTIFY_URL\n {2}gh secret set FILL_CACHE_NOTIFY_SECRET/);
});

test('an answer that cannot be used is asked for again', async () => {
  const { init, written } = aFolder();
  const answers = ['', 'midnight', '18:07', ''];
  const { code, stderr } = await init([], { ask: async () => answers.shift() ?? 'no more' });
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/^This is "midnight": it must be weekdays, none/),
  ]);
  expect(parse(written()).on.schedule[0].cron).toBe('7 18 * * 1-5');
});

test.each([
  ['https://github.com/someone/fill-cache.git', 'someone/fill-cache'],
  ['git@github.com:someone/fill.cache', 'someone/fill.cache'],
  ['https://elsewhere.example/someone/fill-cache', null],
])('a clone of %s uses the action %s', { tags: ['git'] }, async (url, action) => {
  const root = mkdtempSync(join(tmpdir(), 'fill-cache-clone-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'docs'));
  writeFileSync(join(root, 'docs/fill-cache.yml'), TEMPLATE);
  expect((await openInit(root)).actionRepository).toBe(null);
  execFileSync('git', ['init', '--quiet', root]);
  execFileSync('git', ['-C', root, 'remote', 'add', 'origin', url]);
  expect((await openInit(root)).actionRepository).toBe(action);
});

test.each([
  [
    'all',
    'ticker-source',
    "vars.FILL_CACHE_TICKER_SOURCE || env.NIGHTLY && env.UNIVERSE == 'none' && 'all' || ''",
  ],
  [
    'brk.b AAPL',
    'tickers',
    "vars.FILL_CACHE_TICKERS || env.NIGHTLY && env.UNIVERSE == 'none' && 'BRK-B AAPL' || ''",
  ],
  [
    'lists/mine.txt',
    'tickers-file',
    "vars.FILL_CACHE_TICKERS_FILE || env.NIGHTLY && env.UNIVERSE == 'none' && 'lists/mine.txt' || ''",
  ],
])(
  '--universe %s is what the nightly job fills, unless a variable says otherwise',
  async (universe, input, end) => {
    const { init, written } = aFolder();
    expect(await init(['--universe', universe])).toMatchObject({ code: 0 });
    expect(parse(written()).jobs.fill.steps[1].with[input]).toContain(end);
  },
);

test.each([
  ['weekdays', ['23 17 * * 1-5', '53 */3 * * *']],
  ['18:07', ['7 18 * * 1-5', '53 */3 * * *']],
  ['none', ['53 */3 * * *']],
])('--schedule %s gives the schedules %j', async (schedule, crons) => {
  const { init, written } = aFolder();
  await init(['--schedule', schedule]);
  expect(parse(written()).on.schedule.map(({ cron }: { cron: string }) => cron)).toEqual(crons);
});

test('the action is the one of the flag, or of the clone', async () => {
  const { init, written } = aFolder();
  const { output } = await init(['--action', 'someone/fill-cache']);
  expect(written()).toContain('- uses: someone/fill-cache@v1\n');
  expect(`${written()}${output}`).not.toContain('OWNER');
});

test('a file that is there is replaced by --force alone', async () => {
  const { init, written } = aFolder();
  await init();
  const { code, stderr } = await init(['--universe', 'all']);
  expect([code, parse(written())]).toEqual([2, parse(TEMPLATE)]);
  expect(stderr).toMatch(
    /fill-cache\.yml is there already: give --force to replace it, or --to with another folder\.$/m,
  );
  expect(await init(['--universe', 'all', '--force'])).toMatchObject({ code: 0 });
  expect(written()).toContain("&& 'all'");
});

test.each([
  [
    ['--universe', '!!'],
    '--universe is "!!": it must be sp500, all, tickers such as AAPL,MSFT, or a file such as lists/mine.txt.',
  ],
  [
    ['--universe', '../mine.txt'],
    '--universe is "../mine.txt": a list must be a file of the repository, such as lists/mine.txt.',
  ],
  [
    ['--universe', '/etc/mine.txt'],
    '--universe is "/etc/mine.txt": a list must be a file of the repository, such as lists/mine.txt.',
  ],
  [
    ['--schedule', '06:00'],
    '--schedule is "06:00": it must be weekdays, none, or a time of New York from 16:30 to 19:29 that is no full hour, such as 18:07.',
  ],
  [
    ['--schedule', '17:99'],
    '--schedule is "17:99": it must be weekdays, none, or a time of New York from 16:30 to 19:29 that is no full hour, such as 18:07.',
  ],
  [['--notify', 'mail'], '--notify is "mail": it must be none, slack, discord or webhook.'],
  [
    ['--action', 'fill-cache'],
    '--action is "fill-cache": it must be the repository of the action, as owner/name.',
  ],
])('%j is refused, and nothing is written', async (flags, sentence) => {
  const { init, written } = aFolder();
  expect(await init(flags)).toMatchObject({ code: 2, output: '', stderr: `${sentence}\n` });
  expect(written).toThrow('ENOENT');
});

test('a folder that is not there is not made', async () => {
  const { init, written } = aFolder();
  const { code, stderr } = await init(['--to', '/tmp/no-such-folder']);
  expect([code, stderr]).toEqual([2, '--to is "/tmp/no-such-folder": there is no such folder.\n']);
  expect(written).toThrow('ENOENT');
});

test('a list that is too long for a workflow is to be a file', async () => {
  const { init } = aFolder();
  const list = Array.from({ length: 501 }, (_, at) => `T${at}`).join(',');
  expect((await init(['--universe', list])).stderr).toContain('put them into a file of the repository');
});
