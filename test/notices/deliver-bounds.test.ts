import { expect, test } from 'vitest';
import { deliver } from '../../src/notices/deliver.ts';
import { deliveryLine } from '../../src/notices/delivery-line.ts';
import { notify } from '../../src/notices/notify.ts';
import { readNotifyConfig } from '../../src/notices/notify-config.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { aNotice } from './a-notice.ts';

const NEVER = () => new Promise<Response>(() => undefined);
const config = readNotifyConfig({
  notifyUrl:
    'https://hooks.slack.com/services/SECRET https://discord.com/api/webhooks/SECRET https://a.example/SECRET',
  notifySecret: 'SECRET',
  heartbeatUrl: 'https://hc-ping.com/SECRET',
});

/** Notifies all three targets and the heartbeat with a `fetch` that behaves so. */
async function run(fetch: (url: string) => Promise<Response>, signal?: AbortSignal) {
  const clock = createFakeClock(0);
  const asked: number[] = [];
  const counting = (url: string | URL | Request) => {
    asked.push(clock.now());
    return fetch(String(url));
  };
  const { deliveries, heartbeat } = await clock.settle(
    notify(aNotice(), config, { fetch: counting, clock, random: () => 0.5, signal }),
  );
  return { clock, asked, all: [...deliveries, ...(heartbeat ? [heartbeat] : [])] };
}

test('all targets and the heartbeat together take nine seconds, even if fetch does not listen to its signal', async () => {
  const { clock, asked, all } = await run(NEVER);
  expect(clock.now()).toBe(9_000);
  expect(asked).toEqual([0, 0, 0, 0, 5_500, 5_500, 5_500, 5_500]);
  expect(all.map(deliveryLine)).toEqual(
    ['https://hooks.slack.com', 'https://discord.com', 'https://a.example', 'https://hc-ping.com'].map(
      (target) => `${target}: not delivered (no answer in 4 s, 2 attempts)`,
    ),
  );
  expect(clock.waiting).toBe(0);
});

test('no target waits for another that hangs', async () => {
  const { asked, all } = await run((url) =>
    url.includes('slack') ? NEVER() : Promise.resolve(new Response()),
  );
  expect(asked).toEqual([0, 0, 0, 0, 5_500]);
  expect(all.map(({ status }) => status)).toEqual([null, 200, 200, 200]);
});

test('a receiver that answers 500 is asked with growing pauses within the time', async () => {
  const { clock, asked, all } = await run(async () => new Response(null, { status: 500 }));
  expect(new Set(asked)).toEqual(new Set([0, 500, 1_500, 3_500, 7_500]));
  expect(clock.now()).toBeLessThan(9_000);
  expect(all[0]).toMatchObject({ delivered: false, status: 500, reason: 'answered 500', attempts: 5 });
});

test('after an answer the request is closed, and no timer is left', async () => {
  const clock = createFakeClock(0);
  const signals: (AbortSignal | null | undefined)[] = [];
  const fetch = async (_: unknown, request?: RequestInit) => {
    signals.push(request?.signal);
    return new Response('the body is not read', { status: 200 });
  };
  await clock.settle(deliver(aNotice(), config, { fetch, clock, random: () => 0.5 }));
  expect([clock.waiting, signals.map((signal) => signal?.aborted)]).toEqual([0, [true, true, true]]);
});

test.each([
  ['2', [0, 2_000, 4_000, 6_000]],
  ['0.75', [0, 750, 1_750, 3_750, 7_750]],
  ['Thu, 01 Jan 1970 00:00:03 GMT', [0, 3_000, 4_000, 6_000]],
  ['60', [0]],
  ['apples', [0, 500, 1_500, 3_500, 7_500]],
])('Retry-After: %s is waited for if the time allows it', async (value, times) => {
  const { asked } = await run(
    async () => new Response(null, { status: 429, headers: { 'retry-after': value } }),
  );
  expect([...new Set(asked)]).toEqual(times);
});

test('a longer Retry-After is said', async () => {
  const { all } = await run(
    async () => new Response(null, { status: 503, headers: { 'retry-after': '60' } }),
  );
  expect(all[0]).toMatchObject({ reason: 'answered 503, to be asked again in 60 s', attempts: 1 });
});

test('a run that is cancelled ends the delivery at once', async () => {
  const cancel = new AbortController();
  const { clock, all } = await run(() => {
    cancel.abort(new Error('cancelled'));
    return NEVER();
  }, cancel.signal);
  expect(clock.now()).toBe(0);
  expect(all[0]).toMatchObject({ delivered: false, reason: 'the run was stopped', attempts: 1 });
});

test('a run that is cancelled already sends nothing', async () => {
  const { asked, all } = await run(NEVER, AbortSignal.abort());
  expect([asked, all.map(({ delivered }) => delivered)]).toEqual([[], [false, false, false, false]]);
});

test('a run that is cancelled between two attempts ends the delivery', async () => {
  const cancel = new AbortController();
  const { all } = await run(async () => {
    setImmediate(() => cancel.abort());
    return new Response(null, { status: 500 });
  }, cancel.signal);
  expect(all[0]).toMatchObject({ delivered: false, status: 500, attempts: 1 });
});

const refusedTo = (url: string) =>
  new TypeError(`fetch failed: ${url}`, { cause: { code: 'ECONNREFUSED', url } });

test.each<[string, (url: string) => Promise<Response>, string]>([
  [
    'rejects with the URL in its text',
    async (url) => Promise.reject(refusedTo(url)),
    'no connection (ECONNREFUSED)',
  ],
  ['has a code that is none', async (url) => Promise.reject({ code: url }), 'no connection'],
  ['rejects with nothing', () => Promise.reject(), 'no connection'],
  [
    'throws at once',
    (url) => {
      throw new Error(url);
    },
    'no connection',
  ],
])('a fetch that %s is a failure that shows no secret', async (_, fetch, reason) => {
  const { all } = await run(fetch);
  expect(all.map((delivery) => !delivery.delivered && delivery.reason)).toEqual(Array(4).fill(reason));
  expect(JSON.stringify(all) + all.map(deliveryLine).join()).not.toContain('SECRET');
});

test('a notice that is damaged harms no job', async () => {
  const clock = createFakeClock(0);
  const ports = { fetch: async () => new Response(), clock, random: () => 0.5 };
  const damaged = { ...aNotice(), title: undefined } as unknown as ReturnType<typeof aNotice>;
  const deliveries = await clock.settle(deliver(damaged, config, ports));
  expect(deliveries.map((delivery) => !delivery.delivered && delivery.reason)).toEqual(
    Array(3).fill('the message could not be made'),
  );
});

test('a message that arrived is said in one line', () => {
  const delivery = { target: 'https://a.example', delivered: true, status: 204, attempts: 2 } as const;
  expect(deliveryLine(delivery)).toBe('https://a.example: delivered (204, 2 attempts)');
  expect(deliveryLine({ ...delivery, attempts: 1 })).toBe('https://a.example: delivered (204)');
});
