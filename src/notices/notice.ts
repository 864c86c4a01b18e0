import type { SourceName, TickerFailure, TickerSource } from '../core/job.ts';

export const NOTICE_EVENTS = ['completed', 'failed', 'stalled', 'late'] as const;
export type NoticeEvent = (typeof NOTICE_EVENTS)[number];

/** A reason for which tickers of a job failed: how many, and one of the source's own sentences. */
export interface NoticeReason {
  code: TickerFailure['code'];
  error: string;
  count: number;
}

/** An event of a job that people want to know. */
export interface JobNotice {
  event: NoticeEvent;
  jobId: string;
  universe: TickerSource;
  /** The universe as people call it: `S&P 500`. */
  title: string;
  /** The trading day that the job fills, `YYYY-MM-DD`; null if it fills none in particular. */
  session: string | null;
  /** When the event happened, ISO 8601 UTC; the same whenever the notice is sent again. */
  at: string;
  /** Tickers of the universe; `late` as of the time of sending, null if it could not be counted. */
  counts: { total: number; successful: number; failed: number; late: number | null };
  /** From the start of the job to the event; null if unknown. */
  seconds: number | null;
  /** Why the job failed or stalled, in one sentence. */
  reason: string | null;
  /** The most frequent reasons for which tickers failed: `frequentReasons`. */
  reasons: NoticeReason[];
  /** The status page of the job and the run on GitHub. */
  links: { page: string | null; run: string | null };
  source: SourceName;
  /** The job whose failed tickers this one tries again. */
  retryOf: string | null;
  /** How often the job was reopened: after that it may fail or complete again, which is another event. */
  reopened: number;
}

/** Sent by a person to see whether the addresses work. */
export interface TestNotice {
  event: 'test';
  at: string;
}

export type Notice = JobNotice | TestNotice;

/**
 * The name of an event within its job: `completed`, `failed:1` after the job was reopened once, `late:2026-11-24`.
 * It is the field of `batch_job:{id}:told`.
 */
export function eventKey({
  event,
  session,
  reopened,
}: Pick<JobNotice, 'event' | 'session' | 'reopened'>): string {
  if (event === 'late') return session === null ? event : `${event}:${session}`;
  return reopened > 0 ? `${event}:${reopened}` : event;
}

/** Job and event, so that a receiver can drop repeats. Without a full stop: a signature uses it as its separator. */
export function messageId(notice: Notice): string {
  if (notice.event === 'test') return `test:${Date.parse(notice.at)}`;
  return `${notice.jobId}:${eventKey(notice)}`;
}

const SHOWN_REASONS = 3;

/** The three codes that most tickers failed with, most frequent first, each with its most frequent sentence. */
export function frequentReasons(failures: Iterable<Pick<TickerFailure, 'code' | 'error'>>): NoticeReason[] {
  const byCode = Map.groupBy(failures, ({ code }) => code);
  return mostFrequent(byCode)
    .slice(0, SHOWN_REASONS)
    .map(([code, alike]) => ({ code, error: frequentError(alike), count: alike.length }));
}

function frequentError(failures: Pick<TickerFailure, 'error'>[]): string {
  return mostFrequent(Map.groupBy(failures, ({ error }) => error))[0]?.[0] ?? '';
}

/** Equally frequent ones are in the order of their keys, so that a repeat has the same content. */
function mostFrequent<Key extends string, Value>(groups: Map<Key, Value[]>): [Key, Value[]][] {
  return [...groups].sort(
    ([oneKey, one], [otherKey, other]) => other.length - one.length || (oneKey < otherKey ? -1 : 1),
  );
}
