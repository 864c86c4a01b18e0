import { KEYS } from '../../src/store/keys.ts';
import type { Command } from '../../src/store/redis.ts';
import { aFact, aRun } from './job-fixtures.ts';

/** Damages a record of a job; `other` is the id of a sound one. */
type Damage = (jobId: string, other: string) => Command[];
type Named = readonly [title: string, damage: Damage];

const run = (given: object) => JSON.stringify({ ...aRun(), ...given });
const fact = (given: object) => JSON.stringify({ ...aFact(), ...given });
const ofType = (key: string): Command[] => [
  ['DEL', key],
  ['SADD', key, 'x'],
];
const field =
  (name: string, value: string): Damage =>
  (jobId) => [['HSET', KEYS.job(jobId), name, value]];
const factOf =
  (batch: string, value: string): Damage =>
  (jobId) => [['HSET', KEYS.done(jobId), batch, value]];
const runOf =
  (name: string, value: string): Damage =>
  (jobId) => [['HSET', KEYS.runs(jobId), name, value]];

/** What cannot have been written by us in the hash, the facts and the run records of a job: it cannot be read. */
export const DAMAGES: readonly [Named, ...Named[]] = [
  ['a hash of another type', (jobId) => ofType(KEYS.job(jobId))],
  ['facts of another type', (jobId) => ofType(KEYS.done(jobId))],
  ['run records of another type', (jobId) => ofType(KEYS.runs(jobId))],
  ['options that are no JSON', field('options', '{"batchSize":')],
  ['the id of another job', (jobId, other) => [['HSET', KEYS.job(jobId), 'jobId', other]]],
  ['an impossible date', field('startedAt', '2026-13-45T99:00:00Z')],
  ['a date of no clock', field('pausedAt', '9999-01-01T00:00:00Z')],
  ['a start time that is no date', field('startTime', 'soon')],
  ['a count that is none', field('totalBatches', '1e9')],
  ['counts that do not add up', field('totalTickers', '19999')],
  ['an end that is none', field('end', '{"status":"over"}')],
  ['a fact that is no JSON', factOf('1', 'done')],
  ['a fact of no batch', factOf('99', fact({}))],
  ['a fact of batch zero', factOf('0', fact({}))],
  ['a fact of the year 275760', factOf('1', fact({ at: 8.64e15 }))],
  ['a pause of the source without end', runOf('run:9', run({ notBefore: 8_640_000_000_000_001 }))],
  ['a run without a start', runOf('run:9', run({ from: null }))],
  ['a hop of no lane', runOf('99:1', '7')],
];
