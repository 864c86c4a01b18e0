import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { symbols as sp500Symbols } from '../../src/tickers/snapshots/sp500.ts';
import { symbols as usSymbols } from '../../src/tickers/snapshots/us-listed.ts';
import { normalizeTicker } from '../../src/tickers/symbol.ts';
import { loadUniverse } from '../../src/tickers/universe.ts';

const now = new Date('2026-11-24T06:00:00Z');
const sp500 = sp500Symbols.trim().split(/\s+/);

/** A server in the place of the one with the public lists; gone after the test. */
async function listServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

function answer(body: string | Buffer, status = 200): RequestListener {
  return (_request, response) => void response.writeHead(status).end(body);
}

function constituents(tickers: readonly string[]): string {
  return ['Symbol,Security,Founded', ...tickers.map((ticker) => `${ticker},"Some, Inc.",1900`)].join('\r\n');
}

test('the live list of the S&P 500 is taken, sorted and in the spelling of Yahoo', async () => {
  const listed = ['ZZTOP', 'BRK.B', ...sp500.filter((ticker) => ticker !== 'BRK-B')];
  const origin = await listServer((request, response) => {
    const isList = request.url === '/mirror/datasets/s-and-p-500-companies/main/data/constituents.csv';
    response.writeHead(isList ? 200 : 404).end(constituents(listed));
  });
  expect(await loadUniverse({ source: 'sp500', fetch, now, origin: `${origin}/mirror/` })).toEqual({
    tickers: [...sp500, 'ZZTOP'].sort(),
    origin: 'live',
    date: '2026-11-24',
    note: 'S&P 500: 504 tickers of the public list of today, 2026-11-24.',
  });
});

test('lines of the live list of US listings that hold no symbol are left out', async () => {
  const origin = await listServer(answer(`?\n${usSymbols.trim().replace(/\s+/g, '\n')}\n\nABR^D\nA$B\n`));
  const universe = await loadUniverse({ source: 'all', fetch, now, origin });
  expect(universe.origin).toBe('live');
  expect(universe.tickers).toEqual([...usSymbols.trim().split(/\s+/), 'ABR-PD'].sort());
});

test.each([
  ['is missing', answer('404: Not Found', 404), 'it answers 404'],
  [
    'has shrunk',
    answer(constituents(sp500.slice(0, 100))),
    'it holds 100 symbols where about 503 are expected',
  ],
  ['has doubled', answer(constituents(usSymbols.split(/\s+/).slice(0, 1_007))), 'it holds 1006 symbols'],
  [
    'is a page',
    answer('<!DOCTYPE html><h1>Sign in</h1>'),
    'it is no table with the symbol in its first column',
  ],
  ['is huge', answer(Buffer.alloc(2_000_001, 'A\n')), 'it is larger than 2000000 bytes'],
  ['is no text', answer(Buffer.from([0xff, 0xfe, 0x41])), 'The encoded data was not valid'],
  ['never comes', () => {}, 'no answer within 0.2 s'],
  ['stops half-way', (_, response) => void response.write('Symbol,'), 'no answer within 0.2 s'],
  ['is cut off', (request) => request.socket.destroy(), 'other side closed'],
] satisfies [string, RequestListener, string][])(
  'if the live list %s the snapshot is taken',
  async (_, listener, why) => {
    const origin = await listServer(listener);
    const universe = await loadUniverse({ source: 'sp500', fetch, now, origin, timeoutMilliseconds: 200 });
    expect(universe).toMatchObject({ tickers: sp500, origin: 'snapshot', date: '2026-08-08' });
    expect(universe.note).toContain('503 tickers of the snapshot of 2026-08-08, 108 days old;');
    expect(universe.note).toContain(`the public list could not be used: ${why}`);
  },
);

test('an origin that is no URL costs the live list, not the job', async () => {
  const universe = await loadUniverse({ source: 'all', fetch, now, origin: 'nowhere' });
  expect(universe.note).toMatch(/^US listings: 6817 tickers of the snapshot .+: Invalid URL\.$/);
});

test('given tickers keep their order and no list is fetched', async () => {
  const noFetch = () => Promise.reject(new Error('fetched'));
  expect(await loadUniverse({ source: 'custom', tickers: 'MSFT, brk.b', fetch: noFetch, now })).toEqual({
    tickers: ['MSFT', 'BRK-B'],
    origin: 'given',
    date: '2026-11-24',
    note: 'Tickers as given: 2.',
  });
});

test('custom without tickers is refused', async () => {
  await expect(loadUniverse({ source: 'custom', fetch, now })).rejects.toThrow('tickers is empty');
});

test.each([
  ['S&P 500', sp500Symbols, 503],
  ['US listings', usSymbols, 6_817],
])('the snapshot of the %s is sorted, without doubles, and in the spelling of Yahoo', (_, symbols, size) => {
  const tickers = symbols.trim().split(/\s+/);
  expect(tickers).toHaveLength(size);
  expect(tickers).toEqual([...new Set(tickers)].sort());
  expect(tickers.map(normalizeTicker)).toEqual(tickers);
});
