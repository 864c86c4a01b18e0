import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KEYS } from '../../src/store/keys.ts';
import { anApi } from '../support/api-run.ts';
import { heapInUse } from '../support/heap-in-use.ts';
import { aFailure, aJob, aPlan } from '../support/job-fixtures.ts';
import { createScriptedSource, notFound } from '../support/scripted-source.ts';

const RUNS = Number(process.env.DAMAGED_RECORDS ?? 150);
const WARM_UP = Math.floor(RUNS / 5);
const MOST_GROWTH_MEGABYTES = 30;
const jobId = 'batch_job_12345';
const IDEMPOTENT = { 'idempotency-key': 'one' };
const CUSTOM = { tickers: ['T1', 'T2', 'T3'], startImmediately: false };

/** A job that has done two of its three batches, with a failure, beside all that a start and a fill leave. */
async function soundApi() {
  const source = createScriptedSource({ T3: notFound });
  const app = anApi({ source });
  await app.given(aJob({ knownFailed: 1 }, { maxBatches: 2 }), aPlan(12, { knownFailed: [aFailure('OLD')] }));
  await app.work({ 'job-id': jobId });
  await app.settle(app.post('fill-cache', { tickers: ['T1', 'T3'] }));
  await app.settle(app.post('fill-cache-batch-start', CUSTOM, IDEMPOTENT));
  await app.redis.ask('SET', KEYS.lease(jobId, 1), '101');
  return app;
}
type Api = Awaited<ReturnType<typeof soundApi>>;

const CALLS: ((app: Api) => Promise<Response>)[] = [
  ({ get }) => get(`fill-cache-batch-status?jobId=${jobId}`),
  ({ get }) => get(`fill-cache-batch-status?jobId=${jobId}&detailed=true`),
  ({ get }) => get('fill-cache-batch-jobs'),
  ({ get }) => get('ticker-data?ticker=T1'),
  ({ get }) => get('ticker-data?ticker=T3'),
  ({ get }) => get('cron/resume-stalled'),
  ({ get }) => get('health'),
  ({ get }) => get('fill-cache-freshness'),
  ({ get }) => get('fill-cache-check?tickers=T1,T3'),
  ...['pause', 'resume', 'cancel', 'retry'].map(
    (verb) =>
      ({ post }: Api) =>
        post(`fill-cache-batch-${verb}`, { jobId }),
  ),
  ({ post }) => post('fill-cache-batch-continue', { jobId }, { prefer: 'respond-async' }),
  ({ post }) => post('fill-cache-batch-start', CUSTOM, IDEMPOTENT),
  ({ post }) => post('fill-cache-batch-start', { ...CUSTOM, startImmediately: true }),
  ({ post }) => post('fill-cache', { tickers: ['T1', 'T3'] }),
];

const badValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(8_640_000_000_000_001, 8.64e15, -8.64e15, 1e308, -1, 0, 1.5, 2 ** 53, null, true),
  fc.constantFrom<unknown>(
    '',
    'x',
    '2026-13-45T00:00:00Z',
    '+275760-09-13T00:00:00.000Z',
    '-271821-04-20T00:00:00Z',
  ),
  fc.constantFrom<unknown>([], {}, [[]], { __proto__: null }, [null], '__proto__', '\0', '1e999', 'NaN'),
);
const damage = fc.record({
  record: fc.nat(),
  field: fc.nat(),
  inside: fc.nat(),
  value: badValue,
  how: fc.constantFrom('type', 'text', 'inside', 'inside', 'gone'),
});
type Damage = typeof damage extends fc.Arbitrary<infer One> ? One : never;

/** Damages one key of all: its type, a whole value of it, or a part of the JSON in a value. */
async function apply({ record, field, inside, value, how }: Damage, { redis }: Api) {
  const keys = await keysOf(redis);
  const key = keys[record % keys.length] ?? '';
  const type = await redis.ask('TYPE', key);
  if (how === 'gone') return redis.ask('DEL', key);
  if (how === 'type') {
    await redis.ask('DEL', key);
    return type === 'string' ? redis.ask('HSET', key, 'a', 'b') : redis.ask('SET', key, 'x');
  }
  const bad = (text: string) => (how === 'text' ? textOf(value) : damagedInside(text, inside, value));
  if (type === 'string') return redis.ask('SET', key, bad(String(await redis.ask('GET', key))));
  if (type === 'hash') {
    const pairs = await redis.ask('HGETALL', key);
    const names = Array.isArray(pairs) ? pairs.filter((_, index) => index % 2 === 0) : [];
    const name = String(names[field % names.length]);
    return redis.ask('HSET', key, name, bad(String(await redis.ask('HGET', key, name))));
  }
  return type === 'set' ? redis.ask('SADD', key, textOf(value)) : redis.ask('ZADD', key, 9e15, textOf(value));
}

async function keysOf(redis: Api['redis']): Promise<string[]> {
  const reply = await redis.ask('SCAN', '0', 'COUNT', 1_000);
  return Array.isArray(reply) && Array.isArray(reply[1]) ? reply[1].map(String).sort() : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function damagedInside(text: string, leaf: number, value: unknown): string {
  try {
    const json: unknown = JSON.parse(text);
    const paths = leavesOf(json);
    return JSON.stringify(replaced(json, paths[leaf % paths.length] ?? [], value));
  } catch {
    return textOf(value);
  }
}

function leavesOf(json: unknown): string[][] {
  if (typeof json !== 'object' || json === null) return [[]];
  return Object.entries(json).flatMap(([name, part]) => leavesOf(part).map((path) => [name, ...path]));
}

function replaced(json: unknown, [name, ...path]: readonly string[], value: unknown): unknown {
  if (name === undefined || typeof json !== 'object' || json === null) return value;
  const part = replaced(Reflect.get(json, name), path, value);
  return Array.isArray(json) ? json.with(Number(name), part) : { ...json, [name]: part };
}

test(`whatever is damaged in Redis, no request is a fault of this code or leaves memory: ${RUNS} tries`, async () => {
  let tries = 0;
  let heapBefore = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), fc.nat(), async (damages, from) => {
      if (tries++ === WARM_UP) heapBefore = heapInUse();
      const app = await soundApi();
      for (const one of damages) await apply(one, app);
      for (let call = 0; call < 3; call++) {
        const send = CALLS[(from + call) % CALLS.length];
        if (!send) continue;
        const { status, body } = await app.settle(send(app));
        const errors = app.log.filter((line) => line.includes('rror'));
        expect(status < 500 || status === 503, `${from + call}: ${JSON.stringify(body)} ${errors}`).toBe(
          true,
        );
      }
    }),
    { numRuns: RUNS },
  );
  expect(heapInUse() - heapBefore).toBeLessThan(MOST_GROWTH_MEGABYTES);
}, 600_000);
