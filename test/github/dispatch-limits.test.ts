import { expect, test, vi } from 'vitest';
import { createGitHub } from '../../src/github/create-github.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { NOON } from '../support/job-fixtures.ts';

const EVENT = { v: 1, jobId: 'batch_job_12345', lane: 1, hop: 2 } as const;

/** A GitHub that gives these answers, one after the other, to a client whose time is turned by hand. */
function github(...answers: (() => Response | Promise<Response>)[]) {
  const clock = createFakeClock(NOON);
  const sent: number[] = [];
  const fetch = async () => {
    sent.push((clock.now() - NOON) / 1_000);
    return (answers[sent.length - 1] ?? taken)();
  };
  const connection = { token: 't', repository: 'octo/prices', apiUrl: 'https://api.github.com' };
  const client = createGitHub({ ...connection, clock, random: () => 0, fetch });
  const isWaiting = () => vi.waitFor(() => expect(clock.waiting).toBe(1));
  return { clock, sent, isWaiting, dispatch: client.dispatch };
}

const taken = () => new Response(null, { status: 204 });
const broken = () => new Response('Bad Gateway', { status: 502 });
const forbidden = (headers: Record<string, string>) => () =>
  Response.json({ message: 'Forbidden' }, { status: 403, headers });
const limited = (seconds: number) =>
  forbidden({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOON / 1_000 + seconds) });

test('a rate limit that is over within the time of the run is waited for', async () => {
  const { clock, sent, isWaiting, dispatch } = github(limited(600));
  const dispatched = dispatch(EVENT, { until: NOON + 700_000 });
  await isWaiting();
  await clock.advance(601_000);
  await dispatched;
  expect(sent).toEqual([0, 601]);
});

test('one that lasts longer is not, and the error says when it is over', async () => {
  const { sent, dispatch } = github(limited(1_800));
  await expect(dispatch(EVENT, { until: NOON + 700_000 })).rejects.toMatchObject({
    name: 'GitHubRefused',
    retryAfterMilliseconds: 1_801_000,
    message:
      'GitHub takes no more events for octo/prices at the moment (HTTP 403; rate limit until 2026-11-24 17:30:01 UTC): ' +
      'continue the job in 1801 s, or leave it to the watchdog.',
  });
  expect(sent).toEqual([0]);
});

test('a limit that GitHub renews is waited for again, but not without end', async () => {
  const { clock, sent, isWaiting, dispatch } = github(
    ...Array.from({ length: 9 }, () => forbidden({ 'retry-after': '0' })),
  );
  const error = dispatch(EVENT, { until: NOON + 700_000 }).catch((one: unknown) => one);
  for (let wait = 0; wait < 3; wait++) {
    await isWaiting();
    await clock.advance(1_000);
  }
  expect(await error).toMatchObject({ name: 'GitHubRefused' });
  expect(sent).toEqual([0, 1, 2, 3]);
});

test('a cancellation ends the wait for a limit: nothing was started, and the error says when to try again', async () => {
  const { sent, isWaiting, dispatch } = github(limited(600));
  const cancelled = new AbortController();
  const error = dispatch(EVENT, { until: NOON + 700_000, signal: cancelled.signal }).catch(
    (one: unknown) => one,
  );
  await isWaiting();
  cancelled.abort(new Error('SIGTERM'));
  expect(await error).toMatchObject({ name: 'GitHubRefused', retryAfterMilliseconds: 601_000 });
  expect(sent).toEqual([0]);
});

test('a cancellation after a 502 leaves it open whether a run was started', async () => {
  const { isWaiting, dispatch } = github(broken);
  const cancelled = new AbortController();
  const error = dispatch(EVENT, { signal: cancelled.signal }).catch((one: unknown) => one);
  await isWaiting();
  cancelled.abort();
  expect(await error).toMatchObject({ name: 'GitHubUnreachable' });
});

test('a cancellation during a request leaves it open too', async () => {
  const cancelled = new AbortController();
  const { dispatch } = github(async () => {
    cancelled.abort();
    throw cancelled.signal.reason;
  });
  await expect(dispatch(EVENT, { signal: cancelled.signal })).rejects.toMatchObject({
    name: 'GitHubUnreachable',
  });
});

test('after a cancellation nothing is sent', async () => {
  const { sent, dispatch } = github();
  await expect(dispatch(EVENT, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'GitHubRefused',
  });
  expect(sent).toEqual([]);
});

test('pauses after no answer double', async () => {
  const { clock, sent, isWaiting, dispatch } = github(broken, broken, broken);
  const dispatched = dispatch(EVENT);
  for (const milliseconds of [1_000, 2_000, 4_000]) {
    await isWaiting();
    await clock.advance(milliseconds);
  }
  await dispatched;
  expect(sent).toEqual([0, 1, 3, 7]);
});

test('without a token GitHub is not asked', async () => {
  const connection = { token: '', repository: 'octo/prices', apiUrl: 'https://api.github.com' };
  const client = createGitHub({ ...connection, clock: createFakeClock(NOON), random: () => 0 });
  await expect(client.dispatch(EVENT)).rejects.toThrow(
    'github-token is empty: GitHub takes the event for octo/prices from a token alone.',
  );
});

test('a token that cannot stand in a header does not show in the error', async () => {
  const connection = { token: 'ghs_secret\nx', repository: 'octo/prices', apiUrl: 'http://127.0.0.1:9' };
  const client = createGitHub({ ...connection, clock: createFakeClock(NOON), random: () => 0, retries: 0 });
  const error = await client.dispatch(EVENT).catch((one: unknown) => one);
  expect(String(error)).not.toContain('ghs_secret');
});
