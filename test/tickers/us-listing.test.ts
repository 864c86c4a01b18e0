import { expect, test } from 'vitest';
import { usListingTickers } from '../../src/tickers/us-listing.ts';

test.each([
  ['AAPL', ['AAPL']],
  ['BRK/A', ['BRK-A']],
  ['HEI/A', ['HEI-A']],
  ['ABR^D', ['ABR-PD']],
  ['ABR^', ['ABR-P']],
  ['XYZ/WS', ['XYZ-WT']],
  ['XYZ/U', ['XYZ-UN']],
  ['LUCYW', ['LUCYW']],
  ['GEF', ['GEF']],
  ['BRK', ['BRK-A', 'BRK-B']],
  ['', []],
  ['<!DOCTYPE html>', []],
])('the US listing %j is %j at Yahoo', (listing, tickers) => {
  expect(usListingTickers(listing)).toEqual(tickers);
});
