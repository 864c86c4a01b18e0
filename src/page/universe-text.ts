/** As `UNIVERSE_TITLES` of the core. */
export const UNIVERSE_NAMES: Readonly<Record<string, string>> = {
  sp500: 'S&P 500',
  all: 'US listings',
  custom: 'Custom list',
};

/** A universe in words. */
export function universeText(universe: string): string {
  return UNIVERSE_NAMES[universe] ?? universe;
}
