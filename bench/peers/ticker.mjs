// What each peer does for a ticker: one request, one parse, a document in columns. The differences are in how the
// requests are kept going and what is stored.

export const tickers = process.env.BENCH_TICKERS.split(' ');
export const WINDOW = 5;

/** @returns the document as it is stored */
export async function fetchTicker(ticker) {
  const response = await fetch(
    `${process.env.BENCH_SOURCE}/v8/finance/chart/${ticker}?range=10y&interval=1d`,
  );
  if (!response.ok) throw new Error(`${ticker}: HTTP ${response.status}`);
  const [result] = (await response.json()).chart.result;
  const { open, high, low, close, volume } = result.indicators.quote[0];
  return JSON.stringify({
    symbol: ticker,
    dates: result.timestamp.map((seconds) => new Date(seconds * 1_000).toISOString().slice(0, 10)),
    open: open.map(rounded),
    high: high.map(rounded),
    low: low.map(rounded),
    close: close.map(rounded),
    adjClose: result.indicators.adjclose[0].adjclose.map(rounded),
    volume,
  });
}

function rounded(price) {
  return price === null ? null : Math.round(price * 10_000) / 10_000;
}
