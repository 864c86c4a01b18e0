import { expect, test } from 'vitest';
import { parseChainEvent } from '../../src/github/chain-event.ts';

const good = { v: 1, jobId: 'batch_job_12345', autoContinue: true, lane: 1, hop: 2, reason: 'max-batches' };

test('an event of the chain is taken as it is', () => {
  expect(parseChainEvent(good)).toEqual(good);
});

test('an event by hand needs no more than version and job', () => {
  expect(parseChainEvent({ v: 1, jobId: 'batch_job_12345' })).toEqual({
    v: 1,
    jobId: 'batch_job_12345',
    lane: 1,
  });
});

test('what is none of ours is dropped', () => {
  const payload: unknown = JSON.parse(JSON.stringify({ ...good, more: 1 }).replace('"more"', '"__proto__"'));
  expect(Object.keys(parseChainEvent(payload))).toEqual(Object.keys(good));
});

test.each<[unknown, string]>([
  [null, 'it has none'],
  [undefined, 'it has none'],
  ['batch_job_12345', 'it has none'],
  [[], 'it must be an object'],
  [{}, 'v must be 1: the event is of another version of fill-cache'],
  [{ ...good, v: 2 }, 'v must be 1'],
  [{ ...good, v: '1' }, 'v must be 1'],
  [{ ...good, jobId: undefined }, 'jobId must be an id such as batch_job_12345'],
  [{ ...good, jobId: 5 }, 'jobId must be'],
  [{ ...good, jobId: 'batch_job_' }, 'jobId must be'],
  [{ ...good, jobId: 'batch_job_../x' }, 'jobId must be'],
  [{ ...good, jobId: 'batch_job_A' }, 'jobId must be'],
  [{ ...good, jobId: 'batch_job_1\n' }, 'jobId must be'],
  [{ ...good, jobId: `batch_job_${'1'.repeat(41)}` }, 'jobId must be'],
  [{ ...good, jobId: ['batch_job_1'] }, 'jobId must be'],
  [{ ...good, autoContinue: 'false' }, 'autoContinue must be true or false'],
  [{ ...good, autoContinue: null }, 'autoContinue must be true or false'],
  [{ ...good, lane: 0 }, 'lane must be a whole number from 1 to 16'],
  [{ ...good, lane: 17 }, 'lane must be a whole number from 1 to 16'],
  [{ ...good, hop: 0 }, 'hop must be a whole number from 1'],
  [{ ...good, hop: 1.5 }, 'hop must be a whole number'],
  [{ ...good, hop: '2' }, 'hop must be a whole number'],
  [{ ...good, hop: 1e9 }, 'hop must be a whole number'],
  [{ ...good, reason: 'x'.repeat(101) }, 'reason must be text of at most 100 characters'],
  [{ ...good, reason: { a: 1 } }, 'reason must be text'],
])('%j is refused in one line: %s', (payload, words) => {
  expect(() => parseChainEvent(payload)).toThrow(/^client_payload of the event is not usable: [^\n]+\.$/);
  expect(() => parseChainEvent(payload)).toThrow(words);
});
