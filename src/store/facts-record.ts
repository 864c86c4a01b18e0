import * as z from 'zod/mini';
import { type BatchFact, type Facts, type Restart, RUN_ENDS, type RunRecord } from '../core/facts.ts';
import { FIRST_LANE } from '../core/lanes.ts';
import {
  countField,
  failureSchema,
  hopField,
  idField,
  jsonField,
  laneField,
  millisecondsField,
  parsePairs,
  textField,
  tickerField,
} from './fields.ts';
import type { Reply } from './redis.ts';

const RUN = 'run:';
const RESTART = 'restart:';
/** `{lane}:{hop}`; a plain `{hop}` was written before there were lanes. */
const HOP = /^(?:(\d{1,2}):)?(\d{1,7})$/;
/** Of one batch: as many as it may have tickers. */
const MOST_FAILURES = 50;
/** A second; the inputs allow 100. */
const MOST_REQUESTS = 1_000;

const factSchema = jsonField(
  z.object({
    milliseconds: countField,
    at: millisecondsField,
    lane: z._default(laneField, FIRST_LANE),
    hop: hopField,
    failures: z._default(z.array(failureSchema).check(z.maxLength(MOST_FAILURES)), []),
    late: z._default(countField, 0),
  }),
);
const batchNumber = z.pipe(z.string().check(z.regex(/^[1-9]\d{0,5}$/)), z.transform(Number));
const restartSchema = jsonField(
  z.object({
    lane: z._default(laneField, FIRST_LANE),
    at: millisecondsField,
    done: countField,
  }),
);
const rateField = z.number().check(z.gte(0), z.lte(MOST_REQUESTS));
const learnedSchema = z.object({
  rate: rateField,
  refused: z.nullable(z.object({ rate: rateField, at: millisecondsField })),
});
const runSchema = jsonField(
  z.pipe(
    z.object({
      lane: laneField,
      hop: hopField,
      cause: textField,
      autoContinue: z.optional(z.boolean()),
      from: millisecondsField,
      until: z.nullable(millisecondsField),
      reason: z.nullable(z.enum(RUN_ENDS)),
      batches: countField,
      tries: z.record(z.string(), z.record(tickerField, countField)),
      notBefore: z.nullable(millisecondsField),
      pausedUntil: z.optional(z.nullable(millisecondsField)),
      pace: z.nullable(z.union([rateField, learnedSchema])),
    }),
    // Before there was the field, the reason said it.
    z.transform((run): RunRecord => ({ ...run, autoContinue: run.autoContinue ?? run.reason !== 'stopped' })),
  ),
);
/** What a run says when it claims its hop; earlier versions wrote its id alone. */
const claimSchema = jsonField(z.tuple([idField, textField, millisecondsField, z.boolean()]));

/** From the replies of `HGETALL …:done` and `HGETALL …:runs`. */
export function parseFacts(done: Reply | undefined, runs: Reply | undefined): Facts {
  const fields = parsePairs(runs);
  const claims = fields.flatMap(([field, value]) => parseClaim(field, value));
  const records = fields
    .filter(([field]) => field.startsWith(RUN))
    .map(([field, record]) => [field.slice(RUN.length), runSchema.parse(record)] as const);
  return {
    done: new Map(
      parsePairs(done).map(([batch, fact]) => [batchNumber.parse(batch), factSchema.parse(fact)]),
    ),
    hops: hopsOf(claims),
    runs: new Map([
      ...claims.flatMap(({ runId, record }) => (record ? [[runId, record] as const] : [])),
      ...records,
    ]),
    restarts: fields
      .filter(([field]) => field.startsWith(RESTART))
      .map(([, restart]) => restartSchema.parse(restart)),
  };
}

interface Claim {
  lane: number;
  hop: number;
  runId: string;
  record: RunRecord | null;
}

function parseClaim(field: string, value: string): Claim[] {
  const match = HOP.exec(field);
  if (!match) return [];
  const lane = laneField.parse(Number(match[1] ?? FIRST_LANE));
  const hop = hopField.parse(Number(match[2]));
  if (!value.startsWith('[')) return [{ lane, hop, runId: idField.parse(value), record: null }];
  const [runId, cause, from, autoContinue] = claimSchema.parse(value);
  return [{ lane, hop, runId, record: newRecord({ lane, hop, cause, from, autoContinue }) }];
}

function hopsOf(claims: readonly Claim[]): Map<number, Map<number, string>> {
  const hops = new Map<number, Map<number, string>>();
  for (const { lane, hop, runId } of claims) {
    const ofLane = hops.get(lane) ?? new Map<number, string>();
    hops.set(lane, ofLane.set(hop, runId));
  }
  return hops;
}

/** The record of a run that has just begun. */
export function newRecord(
  begun: Pick<RunRecord, 'lane' | 'hop' | 'cause' | 'from' | 'autoContinue'>,
): RunRecord {
  return { ...begun, until: null, reason: null, batches: 0, tries: {}, notBefore: null, pace: null };
}

/** Failures, late tickers and the first lane are left out where there is nothing to say: a job of 1,360 batches is read whole at every look. */
export function factValue({ failures, lane, late, ...rest }: BatchFact): string {
  return JSON.stringify({
    ...rest,
    ...(lane === FIRST_LANE ? {} : { lane }),
    ...(failures.length > 0 ? { failures } : {}),
    ...(late > 0 ? { late } : {}),
  });
}

export function claimField(lane: number, hop: number): string {
  return `${lane}:${hop}`;
}

/** The claim of a hop says all that a run has to say at its start, so that this takes one command. */
export function claimValue(runId: string, { cause, from, autoContinue }: RunRecord): string {
  return JSON.stringify([runId, cause, from, autoContinue]);
}

/** Whose claim it is. */
export function claimOwner(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (!value.startsWith('[')) return value;
  return claimSchema.safeParse(value).data?.[0] ?? null;
}

/** Not to be taken for a hop. */
export function runRecordField(runId: string): string {
  return `${RUN}${runId}`;
}

/** Named for the lane and the watchdog's own run: written again, it is the same restart. */
export function restartField(lane: number, watchdogRunId: string): string {
  return `${RESTART}${lane}:${watchdogRunId}`;
}

export function runValue(record: RunRecord): string {
  return JSON.stringify(record);
}

export function restartValue(restart: Restart): string {
  return JSON.stringify(restart);
}
