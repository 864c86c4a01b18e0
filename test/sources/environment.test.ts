import { expect, test } from 'vitest';
import { readEnvironment } from '../../src/sources/environment.ts';

test('an environment that says nothing leaves Yahoo and the lists where they are', () => {
  const nothing = { yahoo: { timeoutMilliseconds: 10_000 }, tickerListUrl: undefined };
  expect(readEnvironment({})).toEqual(nothing);
  expect(readEnvironment({ YAHOO_FINANCE_URL: '', YAHOO_FINANCE_TIMEOUT: '', TICKER_LIST_URL: '' })).toEqual(
    nothing,
  );
});

test('others may stand in their place', () => {
  const env = {
    YAHOO_FINANCE_URL: 'http://127.0.0.1:1',
    YAHOO_FINANCE_TIMEOUT: '0.5',
    TICKER_LIST_URL: 'https://lists.example',
  };
  expect(readEnvironment(env)).toEqual({
    yahoo: { timeoutMilliseconds: 500, origin: 'http://127.0.0.1:1' },
    tickerListUrl: 'https://lists.example',
  });
});

test.each([
  ['YAHOO_FINANCE_URL', 'finance.yahoo.com', 'it must be an http(s) address in the place of Yahoo.'],
  ['YAHOO_FINANCE_URL', 'file:///etc/passwd', 'it must be an http(s) address in the place of Yahoo.'],
  [
    'YAHOO_FINANCE_URL',
    'https://me:100%@gateway.example',
    'it must be an http(s) address in the place of Yahoo.',
  ],
  ['YAHOO_FINANCE_TIMEOUT', 'soon', 'it must be seconds from 0.1 to 120.'],
  ['YAHOO_FINANCE_TIMEOUT', '0', 'it must be seconds from 0.1 to 120.'],
  ['YAHOO_FINANCE_TIMEOUT', '121', 'it must be seconds from 0.1 to 120.'],
  ['TICKER_LIST_URL', 'lists', 'it must be an http(s) address in the place of the public ticker lists.'],
])('%s=%s is refused by name', (name, value, words) => {
  expect(() => readEnvironment({ [name]: value })).toThrow(`${name} is not usable: ${words}`);
});
