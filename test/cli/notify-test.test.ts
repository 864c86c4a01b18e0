import { expect, test } from 'vitest';
import { systemClock } from '../../src/fetching/system-clock.ts';
import { testNotices } from '../../src/notices/notify-test.ts';
import { answer, startReceiver } from '../notices/receiver.ts';
import { runAt } from './client-run.ts';

/** Runs the command with these addresses in its environment. */
const testAddresses = (env: NodeJS.ProcessEnv) =>
  runAt('http://127.0.0.1:1', 'notify-test', {
    testNotices: () => testNotices(env, { fetch, clock: systemClock, random: () => 0 }),
  });

test('each address gets a test, whatever notify-on says, and a line', async () => {
  const { url, received } = await startReceiver(answer(200));
  const { code, output } = await testAddresses({
    FILL_CACHE_NOTIFY_URL: `${url}/secret-one ${url}/secret-two`,
    FILL_CACHE_NOTIFY_ON: 'late',
    FILL_CACHE_HEARTBEAT_URL: `${url}/beat`,
  });
  expect([code, output]).toEqual([0, `${url}: delivered (200)\n${url}: delivered (200)\n`]);
  expect(received.map(({ path }) => path).sort()).toEqual(['/secret-one', '/secret-two']);
});

test('an address that does not take it makes the command fail, and only its origin is shown', async () => {
  const { url } = await startReceiver(answer(404));
  const { code, output } = await testAddresses({ FILL_CACHE_NOTIFY_URL: `${url}/secret` });
  expect([code, output]).toEqual([1, `${url}: not delivered (answered 404)\n`]);
});

test.each([
  [{}, 'There is no address to test: set FILL_CACHE_NOTIFY_URL, to one or more URLs.'],
  [
    { FILL_CACHE_NOTIFY_URL: 'nothing' },
    'FILL_CACHE_NOTIFY_URL holds something that is no URL: it must be https URLs, apart by spaces (http on loopback only), without a user name or password.',
  ],
])('%j cannot be tested, and it says why', async (env, sentence) => {
  expect(await testAddresses(env)).toMatchObject({ code: 2, output: '', stderr: `${sentence}\n` });
});
