import { expect, test } from 'vitest';
import { readFlags } from '../../src/local/flags.ts';
import { HELP } from '../../src/local/help.ts';

const nothing = { port: 3210, fresh: false, idle: false, exit: false, help: false };

test.each([
  ['', nothing],
  ['--source all', { ...nothing, source: 'all' }],
  ['--tickers aapl,brk.b,AAPL', { ...nothing, source: 'custom', tickers: ['AAPL', 'BRK-B'] }],
  ['--source custom --tickers AAPL', { ...nothing, source: 'custom', tickers: ['AAPL'] }],
  ['--fresh --exit', { ...nothing, fresh: true, exit: true }],
  ['--market simulated', { ...nothing, market: 'simulated' }],
  ['--max-batches 0', { ...nothing, maxBatches: 0 }],
  ['--max-batches=7', { ...nothing, maxBatches: 7 }],
  ['--idle --port 0', { ...nothing, idle: true, port: 0 }],
  ['-h', { ...nothing, help: true }],
])('%j is understood', (text, flags) => {
  expect(readFlags(words(text), {})).toEqual(flags);
});

test.each([
  ['--sorce all', 'There is no flag "--sorce": see npm start -- --help.'],
  ['AAPL', '"AAPL" belongs to no flag: see npm start -- --help.'],
  ['--source', '--source needs a value: see npm start -- --help.'],
  ['--tickers --exit', '--tickers needs a value: see npm start -- --help.'],
  ['--exit=yes', '--exit takes no value: see npm start -- --help.'],
  ['--source nasdaq', '--source is "nasdaq": it must be sp500, all or custom.'],
  ['--market none', '--market is "none": it must be yahoo or simulated.'],
  ['--port 70000', '--port is "70000": it must be a whole number from 0 (any free port) to 65535.'],
  ['--port http', '--port is "http": it must be a whole number from 0 (any free port) to 65535.'],
  ['--max-batches -1', '--max-batches is "-1": it must be a whole number from 0 (no limit) to 100000.'],
  ['--max-batches 1e9', '--max-batches is "1e9": it must be a whole number from 0 (no limit) to 100000.'],
  ['--source custom', '--source custom needs the tickers: add --tickers AAPL,MSFT.'],
  ['--tickers A --source all', '--tickers are given, but --source is all: leave one of them out.'],
  ['--idle --fresh', '--idle starts no job: leave it out, or the flags that describe one.'],
  ['--idle --exit', '--idle waits for requests, --exit for the end of a job: leave one of them out.'],
])('%s is refused in one sentence', (text, sentence) => {
  expect(() => readFlags(words(text), {})).toThrow(sentence);
});

test('a ticker that cannot be one is named', () => {
  expect(() => readFlags(['--tickers', 'AAPL,../etc'], {})).toThrow(
    '--tickers holds "../etc", which is no symbol',
  );
});

test('a value that would act on a terminal does not get there', () => {
  expect(() => readFlags(['--source', '\u001B[31mred'], {})).toThrow('--source is " [31mred"');
});

test('a flag that npm took for its own, since no -- stood before it, is missed', () => {
  const sentence = 'npm took --max-batches for its own: write npm start -- --max-batches …';
  expect(() => readFlags([], { npm_config_max_batches: '3' })).toThrow(sentence);
});

test('the help names every flag', () => {
  const known = ['source', 'tickers', 'fresh', 'market', 'max-batches', 'idle', 'port', 'exit', 'help'];
  expect([...HELP.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name)).toEqual(known);
});

function words(text: string): string[] {
  return text.split(' ').filter(Boolean);
}
