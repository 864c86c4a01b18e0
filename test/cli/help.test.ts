import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_PORT } from '../../src/cli/commands/local.ts';
import { DEFAULT_URL } from '../../src/cli/deployment-flags.ts';
import type { CachePort } from '../../src/cli/ports.ts';
import { runAt } from './client-run.ts';

const TEMPLATE = readFileSync(new URL('../../docs/fill-cache.yml', import.meta.url), 'utf8');
const COMMON = ['url', 'json', 'help'];
const WATCH = ['watch', 'every'];
const COMMANDS = {
  start: [
    ...['source', 'tickers', 'file', 'batch-size', 'range', 'compress', 'refresh-after', 'max-batches'],
    ...['requests-per-second', 'lanes', 'hold', 'dry-run', 'idempotency-key', ...WATCH, ...COMMON],
  ],
  status: [...WATCH, ...COMMON],
  continue: ['once', 'wait', ...WATCH, ...COMMON],
  pause: COMMON,
  resume: [...WATCH, ...COMMON],
  cancel: COMMON,
  retry: ['code', 'tickers', 'idempotency-key', ...WATCH, ...COMMON],
  list: ['limit', ...COMMON],
  freshness: ['universe', ...COMMON],
  check: ['universe', 'tickers', 'deep', 'prune', 'yes', 'ignore', ...COMMON],
  export: ['format', 'tickers', 'file', 'from', 'to', 'out', 'per-ticker', 'force', 'json', 'help'],
  local: ['source', 'tickers', 'fresh', 'market', 'max-batches', 'lanes', 'idle', 'port', 'exit', 'help'],
  init: ['universe', 'schedule', 'notify', 'action', 'to', 'force', 'help'],
  doctor: ['json', 'help'],
  'notify-test': ['help'],
};

/** How the examples end where nothing answers and nothing is cached. */
const CODES: Record<string, number> = { export: 1, local: 0, init: 0, doctor: 0, 'notify-test': 0 };
const cache: CachePort = {
  check: () => Promise.reject(new Error('offline')),
  prune: async () => {},
  read: async () => ({ tickers: [], documents: (async function* () {})() }),
};

const helpOf = async (words: string) => (await runAt('http://127.0.0.1:1', `${words} --help`)).output;
const flagsIn = (text: string) => [...text.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name);

test.each(['--help', '-h'])('%s names every command, the environment and the exit codes', async (flag) => {
  const { code, output } = await runAt('http://127.0.0.1:1', flag);
  const firstWords = [...output.matchAll(/^ {2}(\w[\w-]*)/gm)].map(([, word]) => word);
  expect(firstWords).toEqual([
    ...Object.keys(COMMANDS),
    ...['FILL_CACHE_URL', 'FILL_CACHE_API_TOKEN'],
    ...['0', '1', '2', '4', '130'],
  ]);
  expect([code, flagsIn(output)]).toEqual([0, COMMON]);
});

test.each(Object.entries(COMMANDS))(
  '%s --help names what it takes, and sends no request',
  async (name, flags) => {
    const { code, output } = await runAt('http://127.0.0.1:1', `${name} --help`);
    expect([code, flagsIn(output)]).toEqual([0, flags]);
  },
);

test.each(Object.keys(COMMANDS))('the example of %s is one that works', async (name) => {
  const [, words = ''] = /^Example: npm (?:run job|start) -- (.*)$/m.exec(await helpOf(name)) ?? [];
  const command = name === 'local' ? `local ${words}` : words;
  const refuse = () => Promise.reject(new Error('offline'));
  const { code } = await runAt('http://127.0.0.1:1', command, {
    fetch: refuse,
    runStack: async () => 0,
    openCache: async () => cache,
    diagnose: async () => ({ where: 'local', checks: [] }),
    openInit: async () => ({
      template: TEMPLATE,
      actionRepository: null,
      hasFolder: async () => true,
      write: async () => true,
    }),
    testNotices: async () => [{ line: 'https://hooks.example: delivered (200)', delivered: true }],
  });
  expect([command.split(' ')[0], code]).toEqual([name, CODES[name] ?? 4]);
});

test('called as the program of its name, it says so in its help', async () => {
  const calledAs = 'npx fill-cache';
  const general = await runAt('', '--help', { calledAs });
  expect(general.output).toMatch(/^Usage: npx fill-cache COMMAND/);
  const local = await runAt('', 'local --help', { calledAs });
  expect(local.output).toMatch(/^Usage: npx fill-cache local \[flags\]/);
});

test('without an address it asks where npm start answers', () => {
  expect(DEFAULT_URL).toBe(`http://127.0.0.1:${DEFAULT_PORT}`);
});

test('no line of the help is wider than a terminal of 120 columns', async () => {
  const helps = await Promise.all(['', ...Object.keys(COMMANDS)].map(helpOf));
  expect(helps.flatMap((text) => text.split('\n')).filter((line) => line.length > 120)).toEqual([]);
});

test.each([200, 80])('on a terminal of %d columns no line of a help is longer', async (columns) => {
  for (const words of ['--help', ...Object.keys(COMMANDS).map((name) => `${name} --help`)]) {
    const { output } = await runAt('http://127.0.0.1:1', words, { terminal: true, columns });
    const [flags = ''] = output.split(/\n(?:Environment|Example)/);
    const long = flags.split('\n').filter((line) => line.length > Math.min(columns, 116));
    expect([words, long]).toEqual([words, []]);
  }
});

test('the lines of a description are filled', async () => {
  expect(
    (await helpOf('doctor'))
      .split('\n')
      .slice(2, 5)
      .every((line) => line.length > 90),
  ).toBe(true);
  expect(await runAt('', '--help')).toMatchObject({ output: expect.not.stringMatching(/--deep or\n/) });
});

test.each(Object.keys(COMMANDS))('the help of %s speaks of --watch only if it takes it', async (name) => {
  const help = await helpOf(name);
  expect(help.includes('--watch')).toBe(flagsIn(help).includes('watch'));
});
