const NAMES: Readonly<Record<string, string>> = {
  sp500: 'S&P 500',
  all: 'all US listings',
  custom: 'chosen tickers',
};

/** A universe in words. */
export function universeText(universe: string): string {
  return NAMES[universe] ?? universe;
}
