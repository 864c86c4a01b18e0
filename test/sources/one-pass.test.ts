import { expect, test } from 'vitest';
import { simulateChart } from '../../src/local/market/simulated-market.ts';
import { chartDocument } from '../../src/sources/chart-document.ts';

// 45 million cells of a fill of 7,000 tickers: a further walk over the columns is seen on the bill.

const now = new Date('2026-11-24T12:00:00Z');
const period1 = now.getTime() / 1000 - 3653 * 86_400;
const COLUMNS = ['timestamp', 'open', 'high', 'low', 'close', 'volume', 'adjclose'] as const;
type Name = (typeof COLUMNS)[number];

/** Ten years of a share that pays dividends, and how often each of its cells was read. */
function countedChart(change: (columns: Record<Name, unknown[]>) => void = () => {}) {
  const [sent] = Object(simulateChart('AAPL', period1, now.getTime() / 1000, now).body).chart.result;
  const { timestamp } = sent;
  const columns = { timestamp, ...sent.indicators.quote[0], ...sent.indicators.adjclose[0] };
  change(columns);
  const reads = new Map<Name, Uint16Array>();
  const counted = (name: Name) => {
    const cells: unknown[] = columns[name];
    const counts = new Uint16Array(cells.length);
    reads.set(name, counts);
    return new Proxy(cells, {
      get(target, key) {
        const row = typeof key === 'string' ? Number(key) : Number.NaN;
        if (Number.isInteger(row)) counts[row] = (counts[row] ?? 0) + 1;
        return Reflect.get(target, key);
      },
    });
  };
  const [open, high, low, close, volume] = (['open', 'high', 'low', 'close', 'volume'] as const).map(counted);
  const chart = {
    ...sent,
    timestamp: counted('timestamp'),
    indicators: {
      quote: [{ open, high, low, close, volume }],
      adjclose: [{ adjclose: counted('adjclose') }],
    },
  };
  return { chart, reads, rows: timestamp.length };
}

function read({ chart, reads }: ReturnType<typeof countedChart>) {
  const answer = chartDocument(chart, { ticker: 'AAPL', range: '10y', source: 'yahoo', now, period1 });
  if (answer.kind !== 'document') throw new Error(JSON.stringify(answer));
  return { document: answer.document, reads };
}

test('each cell of 2,500 rows is read once: one walk judges, cleans and rounds', () => {
  const counted = countedChart();
  const { document, reads } = read(counted);
  expect(counted.rows).toBeGreaterThan(2_500);
  expect(document).not.toHaveProperty('issues');
  for (const name of COLUMNS) {
    const [newest, ...others] = [...(reads.get(name) ?? [])].reverse();
    expect([name, new Set(others)]).toEqual([name, new Set([1])]);
    // A newest row without a price is left out: whether it has one is looked at before.
    expect([name, newest]).toEqual([name, name === 'close' ? 2 : 1]);
  }
});

test.each<[what: string, change: (columns: Record<Name, unknown[]>) => void]>([
  ['junk', ({ open, volume }) => [open.fill('x', 0, 2_000), volume.fill(-1, 500)]],
  ['rows of zeros', (columns) => zeros(columns)],
  ['no adjusted close', ({ adjclose }) => adjclose.fill(null)],
  ['adjusted closes that have to be derived', ({ adjclose }) => adjclose.fill('-Infinity', 10, 900)],
  ['no price in most rows', ({ close }) => close.fill(null, 0, 2_000)],
])('a chart with %s is read no oftener', (_, change) => {
  const { reads } = read(countedChart(change));
  for (const name of COLUMNS) {
    const counts = [...(reads.get(name) ?? [])].slice(0, -1);
    expect([name, new Set(counts)]).toEqual([name, new Set([1])]);
  }
});

function zeros(columns: Record<Name, unknown[]>): void {
  for (const name of COLUMNS) if (name !== 'timestamp') columns[name].fill(0, 0, 2_000);
}

test('rows out of order or sent twice cost one look at their closes more', () => {
  const counted = countedChart(({ timestamp }) => {
    timestamp.reverse();
    timestamp.fill(timestamp[0], 0, 100);
  });
  const { reads } = read(counted);
  for (const name of COLUMNS) {
    const walked = reads.get(name)?.reduce((sum, count) => sum + count, 0);
    expect(walked, name).toBeLessThanOrEqual(counted.rows + (name === 'close' ? 101 : 0));
  }
});
