import { expect, test } from 'vitest';
import { systemClock } from '../../src/fetching/system-clock.ts';
import { type Heartbeat, pingHeartbeat } from '../../src/notices/heartbeat.ts';
import type { NoticeEvent } from '../../src/notices/notice.ts';
import { notify } from '../../src/notices/notify.ts';
import { readNotifyConfig } from '../../src/notices/notify-config.ts';
import { aNotice } from './a-notice.ts';
import { answer, startReceiver } from './receiver.ts';

const ports = { fetch, clock: systemClock, random: () => 0 };

test.each<[Heartbeat, string, string]>([
  ['start', '/0123', '/0123/start'],
  ['success', '/0123', '/0123'],
  ['fail', '/0123', '/0123/fail'],
  ['start', '/key/slug?create=1&rid=2', '/key/slug/start?create=1&rid=2'],
  ['success', '/key/slug?create=1', '/key/slug?create=1'],
  ['fail', '/0123/', '/0123/fail'],
  ['success', '/0123/', '/0123/'],
])('%s pings %s at %s', async (beat, path, pinged) => {
  const { url, received } = await startReceiver(answer(200));
  const config = readNotifyConfig({ heartbeatUrl: url + path });
  const delivery = await pingHeartbeat(beat, config, ports);
  expect(delivery).toEqual({ target: url, delivered: true, status: 200, attempts: 1 });
  expect(received.map(({ method, path }) => [method, path])).toEqual([['GET', pinged]]);
});

test('without a heartbeat-url nothing is pinged', async () => {
  expect(await pingHeartbeat('start', readNotifyConfig({}), ports)).toBeNull();
});

test.each<[NoticeEvent, string[]]>([
  ['completed', ['/beat']],
  ['failed', ['/beat/fail']],
  ['stalled', []],
  ['late', []],
])('the notice of %s pings %j, whatever notify-on says', async (event, paths) => {
  const { url, received } = await startReceiver(answer(200));
  const config = readNotifyConfig({ notifyUrl: url, notifyOn: 'late', heartbeatUrl: `${url}/beat` });
  await notify(aNotice(event), config, ports);
  expect(received.map(({ path }) => path).filter((path) => path !== '/')).toEqual(paths);
});
