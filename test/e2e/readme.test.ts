import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { REPOSITORY_ROOT } from '../support/chain-stack.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { type LoopbackYahoo, startLoopbackYahoo } from '../support/loopback-yahoo.ts';
import { aTemporaryHome, killStarts, type Start, start } from '../support/npm-start.ts';
import { codeBlocksOf, inlineCommandsOf } from '../support/readme-commands.ts';

// What a newcomer does: the commands of the README, and of the pages behind it, as they are written, from the first to
// the last. docs/setup.md, docs/notices.md and CONTRIBUTING.md have tests of their own.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PAGES = [
  'README',
  'docs/http',
  'docs/reading',
  'docs/costs',
  'docs/operations',
  'docs/from-a-per-call-system',
];
const TEXT = PAGES.map((page) => readFileSync(join(REPOSITORY_ROOT, `${page}.md`), 'utf8')).join('\n');
const BLOCKS = codeBlocksOf(TEXT);
const SHELL = BLOCKS.filter(({ language }) => language === 'sh').flatMap(({ lines }) => lines);
/** What installs, what runs these tests, and what needs a deployment: all else has to run here. */
const EXEMPT = [/^npm ci && npm (start|test)$/, /https:\/\/your-deployment\./];
/** The market is made up, and no public list is asked for: a test needs no network. */
const OFFLINE = { TICKER_LIST_URL: 'http://127.0.0.1:9' };

let home: Awaited<ReturnType<typeof aTemporaryHome>>;
let stack: Start;
let filledAt: number;
let yahoo: LoopbackYahoo;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  home = await aTemporaryHome();
  await mkdir(join(home.path, 'my-app'));
  yahoo = await startLoopbackYahoo();
  stack = start(home.path, ['--market', 'simulated'], OFFLINE, 'npm');
  await stack.prints(/^Filled in/m);
  filledAt = Date.now();
  const printed = (pattern: RegExp) => pattern.exec(stack.output)?.[1] ?? '';
  const { host, origin } = new URL(printed(/^ {2}HTTP +(\S+)$/m));
  // The port of the README may be taken on this machine: curl is led to the one of this start.
  await writeFile(join(home.path, '.curlrc'), `connect-to = "127.0.0.1:3210:${host}"\n`);
  env = {
    ...childEnvironment(),
    YAHOO_FINANCE_URL: yahoo.url,
    CURL_HOME: home.path,
    FILL_CACHE_URL: origin,
    UPSTASH_REDIS_REST_URL: printed(/^UPSTASH_REDIS_REST_URL=(.*)$/m),
    UPSTASH_REDIS_REST_TOKEN: printed(/^UPSTASH_REDIS_REST_TOKEN=(.*)$/m),
  };
});

afterAll(async () => {
  killStarts();
  await yahoo.close();
  await home.remove();
});

test('the first command starts the stack, and fills the S&P 500', () => {
  expect(SHELL[0]).toBe('npm ci && npm start');
  expect(stack.output).toMatch(/^Filled in .*: 503 of 503 tickers are in Redis, 0 failed\.$/m);
});

test('the lines of code read a document with the client that they name', async () => {
  const code = BLOCKS.filter(({ language }) => language === 'js').flatMap(({ lines }) => lines);
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', reader(code)]);
  expect(JSON.parse(stdout)).toEqual({
    symbol: 'AAPL',
    date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    price: expect.any(Number),
    week: { date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), close: expect.any(Number) },
    found: ['AAPL', 'MSFT'],
    missing: ['ZZZZ'],
  });
});

test('the lines of Python read it too, plain or compressed', { tags: ['python3'] }, async () => {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = env;
  const packed = `gz:${gzipSync('{"symbol":"ZIPPED"}').toString('base64')}`;
  const body = JSON.stringify(['SET', 'ticker-data:ZIPPED', packed]);
  await fetch(`${url}`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body });
  const code = BLOCKS.filter(({ language }) => language === 'python').flatMap(({ lines }) => lines);
  const wanted = `[read_ticker("AAPL")["symbol"], read_ticker("ZIPPED")["symbol"], read_ticker("ZZZZ")]`;
  const { stdout } = await run('python3', ['-c', [...code, `print(json.dumps(${wanted}))`].join('\n')]);
  expect(JSON.parse(stdout)).toEqual(['AAPL', 'ZIPPED', null]);
});

test('the commands do what is said, one after the other, in one shell', { tags: ['curl'] }, async () => {
  const commands = SHELL.filter((line) => !EXEMPT.some((pattern) => pattern.test(line)));
  expect(commands.length).toBeGreaterThan(5);
  // They fetch again what is older than a second; nothing says when all of the S&P 500 is.
  await setTimeout(Math.max(0, filledAt + 1_000 - Date.now()));
  // Each command, then its exit code on a line of its own.
  const script = commands.map((command) => `${command}\nprintf '\\n=== %s\\n' "$?"`).join('\n');
  const { stdout } = await run('sh', ['-c', script]);
  const outputs = stdout.split(/\n=== (\d+)\n/);
  const replies: Record<string, Reply> = {};
  for (const [at, command] of commands.entries()) {
    const [output = '', code] = outputs.slice(at * 2);
    expect([command, code]).toEqual([command, '0']);
    if (!command.startsWith('curl')) continue;
    if (command.includes('format=csv')) {
      expect(output).toMatch(/^date,open,high,low,close,adjClose,volume,dividend,split,capitalGain\r\n2026-/);
      continue;
    }
    const reply: Reply = JSON.parse(output);
    expect([command, reply, isGood(reply)]).toEqual([command, reply, true]);
    replies[/batch-(\w+)/.exec(command)?.[1] ?? ''] = reply;
  }
  // The job of the walk has work from its start to its end, whatever is fresh.
  const { start: started, status, continue: continued, pause, resume } = replies;
  const { jobId } = started ?? {};
  // The last start is that of the walk in docs/http.md.
  // The three that were filled a moment ago may still be fresh.
  expect(started?.batchInfo).toMatchObject({
    totalTickers: 503,
    tickersToProcess: expect.toSatisfy((count: number) => count >= 500),
  });
  expect(status).toMatchObject({ jobId, status: 'running' });
  expect(continued).toMatchObject({ jobId, completed: false, batchResults: { successful: 5 } });
  expect([pause, resume]).toMatchObject([
    { jobId, status: 'paused' },
    { jobId, status: 'running' },
  ]);
});

test.each([...new Set(inlineCommandsOf(TEXT))].filter((command) => !command.includes('…')))(
  'the command in the text runs too: %s',
  async (command) => {
    const here = command
      .replace('../my-app', join(home.path, 'my-app'))
      .replace(/(?<=--out )/, `${home.path}/`);
    const { stdout } = await run('sh', ['-c', here]);
    expect(stdout).not.toBe('');
  },
);

/** Rejects if it ends with another exit code than 0. */
function run(program: string, args: string[]) {
  return promisify(execFile)(program, args, { cwd: REPOSITORY_ROOT, env, maxBuffer: 64 * 1_048_576 });
}

type Reply = Readonly<Record<string, unknown>>;

/** A reply of the API that is no problem, or a document. */
function isGood(reply: Reply): boolean {
  return 'success' in reply ? reply.success === true : 'dates' in reply;
}

/** The README's lines, and what is looked at. */
function reader(code: readonly string[]): string {
  return [
    ...code,
    'const { symbol, dates, adjClose } = apple;',
    'const [{ date, close }] = weekly.rows;',
    'const seen = { symbol, date: dates.at(-1), price: adjClose.at(-1), week: { date, close }, found: [...tickers.keys()], missing };',
    'console.log(JSON.stringify(seen));',
  ].join('\n');
}
