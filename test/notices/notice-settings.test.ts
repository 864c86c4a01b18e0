import { expect, test } from 'vitest';
import {
  notifyConfigFromEnvironment,
  pageUrlFrom,
  readNoticeSettings,
} from '../../src/notices/notice-settings.ts';

test.each([
  [{}, null],
  [{ FILL_CACHE_PAGE_URL: ' ' }, null],
  [{ FILL_CACHE_PAGE_URL: 'https://prices.example' }, 'https://prices.example/'],
  [{ FILL_CACHE_PAGE_URL: 'https://prices.example/page?x=1#y' }, 'https://prices.example/page'],
  [{ VERCEL_PROJECT_PRODUCTION_URL: 'prices.vercel.app' }, 'https://prices.vercel.app/'],
  [
    { FILL_CACHE_PAGE_URL: 'https://a.example/', VERCEL_PROJECT_PRODUCTION_URL: 'b.example' },
    'https://a.example/',
  ],
])('with %j the status page is %s', (env, pageUrl) => {
  expect(pageUrlFrom(env)).toBe(pageUrl);
});

test.each(['prices.example', 'ftp://a.example', 'https://me:secret@a.example'])(
  'FILL_CACHE_PAGE_URL %j is refused, and not shown',
  (url) => {
    expect(() => pageUrlFrom({ FILL_CACHE_PAGE_URL: url })).toThrow(
      'FILL_CACHE_PAGE_URL is not usable: it must be an http(s) address without a user name or a password.',
    );
  },
);

test.each([
  [{ FILL_CACHE_NOTIFY_URL: 'ftp://a.example/secret' }, /^FILL_CACHE_NOTIFY_URL is no https URL/],
  [{ FILL_CACHE_NOTIFY_ON: 'never' }, /^FILL_CACHE_NOTIFY_ON has "never"/],
  [{ FILL_CACHE_NOTIFY_SECRET: 'whsec_%' }, /^FILL_CACHE_NOTIFY_SECRET begins/],
  [{ FILL_CACHE_HEARTBEAT_URL: 'nothing' }, /^FILL_CACHE_HEARTBEAT_URL holds/],
])('a refusal of %j names the variable', (env, sentence) => {
  expect(() => notifyConfigFromEnvironment(env)).toThrow(sentence);
});

test('the links to runs are beside that of this run', () => {
  const { runsUrl } = readNoticeSettings({}, {}, 'https://github.com/o/r/actions/runs/7');
  expect(runsUrl).toBe('https://github.com/o/r/actions/runs/');
});
