import '../../src/tickers/snapshots/sp500.ts';
import '../../src/tickers/snapshots/us-listed.ts';

// A setup file: the lists are loaded when one is needed, and time that stands still must not be turned on meanwhile.
