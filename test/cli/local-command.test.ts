import { expect, test } from 'vitest';
import type { Flags } from '../../src/cli/local-flags.ts';
import { runAt } from './client-run.ts';

const nothing = { port: 3210, fresh: false, idle: false, exit: false };

/** What `npm start -- …` does: with which flags the stack is run, and what is printed. */
async function start(args: string | readonly string[], env: NodeJS.ProcessEnv = {}) {
  const stacks: Flags[] = [];
  const words = typeof args === 'string' ? args.split(' ').filter(Boolean) : args;
  const runStack = (flags: Flags) => Promise.resolve(stacks.push(flags) - 1);
  return { ...(await runAt('http://127.0.0.1:1', ['local', ...words], { env, runStack })), stacks };
}

test.each([
  ['', nothing],
  ['--source all', { ...nothing, source: 'all' }],
  ['--tickers aapl,brk.b,AAPL', { ...nothing, source: 'custom', tickers: ['AAPL', 'BRK-B'] }],
  ['--source custom --tickers AAPL', { ...nothing, source: 'custom', tickers: ['AAPL'] }],
  ['--fresh --exit', { ...nothing, fresh: true, exit: true }],
  ['--market simulated', { ...nothing, market: 'simulated' }],
  ['--max-batches 0', { ...nothing, maxBatches: 0 }],
  ['--max-batches=7', { ...nothing, maxBatches: 7 }],
  ['--lanes 4', { ...nothing, lanes: 4 }],
  ['--idle --port 0', { ...nothing, idle: true, port: 0 }],
])('%j is understood', async (text, flags) => {
  expect(await start(text)).toMatchObject({ code: 0, stderr: '', stacks: [flags] });
});

test.each([
  ['--sorce all', 'There is no flag "--sorce": see npm start -- --help.'],
  ['--watch', 'There is no flag "--watch": see npm start -- --help.'],
  ['-x', 'There is no flag "-x": see npm start -- --help.'],
  ['AAPL', '"AAPL" belongs to no flag: see npm start -- --help.'],
  ['list', '"list" belongs to no flag: see npm start -- --help.'],
  ['--source', '--source needs a value: see npm start -- --help.'],
  ['--source=', '--source needs a value: see npm start -- --help.'],
  ['--tickers --exit', '--tickers needs a value: see npm start -- --help.'],
  ['--exit=yes', '--exit takes no value: see npm start -- --help.'],
  ['--source nasdaq', '--source is "nasdaq": it must be sp500, all or custom.'],
  ['--market none', '--market is "none": it must be yahoo or simulated.'],
  ['--port 70000', '--port is "70000": it must be a whole number from 0 (any free port) to 65535.'],
  ['--port http', '--port is "http": it must be a whole number from 0 (any free port) to 65535.'],
  ['--max-batches -1', '--max-batches is "-1": it must be a whole number from 0 (no limit) to 100000.'],
  ['--max-batches 1e9', '--max-batches is "1e9": it must be a whole number from 0 (no limit) to 100000.'],
  ['--lanes 0', '--lanes is "0": it must be a whole number from 1 to 16.'],
  ['--lanes 17', '--lanes is "17": it must be a whole number from 1 to 16.'],
  ['--source custom', '--source custom needs the tickers: add --tickers AAPL,MSFT.'],
  ['--tickers A --source all', '--tickers are given, but --source is all: leave one of them out.'],
  ['--idle --fresh', '--idle starts no job: leave it out, or the flags that describe one.'],
  ['--idle --lanes 2', '--idle starts no job: leave it out, or the flags that describe one.'],
  ['--idle --exit', '--idle waits for requests, --exit for the end of a job: leave one of them out.'],
])('%s is refused in one sentence', async (text, sentence) => {
  expect(await start(text)).toMatchObject({ code: 2, output: '', stderr: `${sentence}\n`, stacks: [] });
});

test('a ticker that cannot be one is named', async () => {
  const { code, stderr } = await start(['--tickers', '../etc']);
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('--tickers holds "../etc", which is no symbol'),
  ]);
});

test('of a list that holds symbols too, what is none is left out and said', async () => {
  const { code, output, stacks } = await start(['--tickers', 'AAPL,../etc,aapl']);
  expect([code, stacks[0]?.tickers]).toEqual([0, ['AAPL']]);
  expect(output).toBe('--tickers: 1 repeated; 1 entry is no symbol and was left out: "../etc".\n');
});

test('a value that would act on a terminal does not get there', async () => {
  expect((await start(['--source', '\u001B[31mred'])).stderr).toContain('--source is " [31mred"');
});

test.each(['--max-batches', '--lanes', '--port'])(
  '%s is missed if npm took it, since no -- stood before it',
  async (flag) => {
    const env = { [`npm_config_${flag.slice(2).replace('-', '_')}`]: '3' };
    const sentence = `npm took ${flag} for its own: write npm start -- ${flag} …\n`;
    expect(await start('', env)).toMatchObject({ code: 2, stderr: sentence, stacks: [] });
    expect(await start(`${flag} 4`, env)).toMatchObject({ code: 0 });
  },
);

test.each(['--help', '-h'])('%s names every flag, with an example, and starts nothing', async (flag) => {
  const { code, output, stacks } = await start(flag);
  const known = [
    'source',
    'tickers',
    'fresh',
    'market',
    'max-batches',
    'lanes',
    'idle',
    'port',
    'exit',
    'help',
  ];
  expect([...output.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name)).toEqual(known);
  expect(output).toMatch(/^Usage: npm start -- \[flags\]\n/);
  expect(output).toContain('\nExample: npm start -- --tickers AAPL,MSFT --exit\n');
  expect([code, stacks]).toEqual([0, []]);
});

test('the exit code is that of the stack, and what it throws is one sentence', async () => {
  const url = 'http://127.0.0.1:1';
  expect((await runAt(url, 'local', { runStack: async () => 130 })).code).toBe(130);
  const broken = () => Promise.reject(new Error('Port 1 is taken.'));
  expect(await runAt(url, 'local', { runStack: broken })).toMatchObject({
    code: 1,
    output: '',
    stderr: 'Port 1 is taken.\n',
  });
});
