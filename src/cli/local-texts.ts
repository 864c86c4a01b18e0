import { formatDuration } from '../core/format-duration.ts';
import { freshSince } from '../core/freshness.ts';
import { endOf, type Job, type SourceName } from '../core/job.ts';
import type { JobView } from '../core/view.ts';

/** What the stack consists of, as far as its user has to know. */
export interface StackSummary {
  market: { name: SourceName; url: string | undefined };
  redis: { kind: 'embedded' | 'server' | 'upstash'; url: string; token: string; place: string };
  githubUrl: string;
  apiUrl: string;
}

/** The first lines of a start: what runs where, and how an app reads. */
export function openingText({ market, redis, githubUrl, apiUrl }: StackSummary, ticker: string): string {
  // The address of a gateway may carry credentials.
  const yahoo = market.url ? `Yahoo at ${new URL(market.url).origin}` : 'Yahoo';
  const from = market.name === 'simulated' ? 'made up on this machine' : yahoo;
  return [
    'fill-cache runs on this machine. Ctrl-C ends it; the next start goes on.',
    '',
    `  Prices   ${from}`,
    `  Data     ${PLACES[redis.kind]} ${redis.place}`,
    `  GitHub   a stand-in at ${githubUrl}`,
    `  HTTP     ${apiUrl}`,
    '',
    ...readingTexts(redis),
    '',
    'To look at a ticker:',
    readingLine(redis, ticker),
    '',
  ].join('\n');
}

/** What an app needs in its environment to read, line by line. */
export function readingTexts({ kind, url, token }: StackSummary['redis']): string[] {
  return kind === 'upstash'
    ? ['An app reads with the UPSTASH_REDIS_REST_URL and _TOKEN that this start was given.']
    : ['For an app:', `UPSTASH_REDIS_REST_URL=${url}`, `UPSTASH_REDIS_REST_TOKEN=${token}`];
}

/** The command that starts the stack again on the same data, to read them. */
export function readAgainCommand(env: NodeJS.ProcessEnv, market: SourceName | undefined): string {
  const variables = ['FILL_CACHE_HOME', 'REDIS_URL'].flatMap((name) => {
    const value = env[name];
    if (!value) return [];
    // A password is not shown.
    return [`${name}=${URL.canParse(value) && new URL(value).password ? '…' : quoted(value)}`];
  });
  const flags = ['--idle', ...(market ? [`--market ${market}`] : [])];
  return [...variables, 'npm start --', ...flags].join(' ');
}

/** Why waiting for a job is useless, and what helps. */
export function stuckText(jobId: string, reason: string, redis: { place: string }): string {
  return `${jobId} is stuck: ${withAdvice(reason, redis)}`;
}

/** Why the run of a start has failed before it had made a job, and what helps. */
export function notMadeText(reason: string, redis: { place: string }): string {
  return `No job was made: ${withAdvice(reason, redis)}`;
}

function withAdvice(reason: string, { place }: { place: string }): string {
  const [, advice = SEE_ABOVE] = ADVICE.find(([pattern]) => pattern.test(reason)) ?? [];
  const sentence = /[.!?]$/.test(reason) ? reason : `${reason}.`;
  return `${sentence} ${advice.replace('PLACE', place)}`;
}

const SEE_ABOVE = 'See the lines of its runs above, remove the cause, and start again.';

/** The words of SQLite and of Node: which of them meets it depends on who writes first. */
export const DISK_FULL = /disk is full|ENOSPC|no space left/i;

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [DISK_FULL, 'Free space on the disk of PLACE, and start again.'],
  [/WRONGTYPE/, 'A key of this Redis holds what fill-cache did not write: remove it, or use another Redis.'],
  [/Look whether the price source answers/, 'Then start again.'],
  [
    /Yahoo|price source|finished no batch/i,
    'Look whether the price source answers (YAHOO_FINANCE_URL, the network), and start again later.',
  ],
];

/** Printed at the start and at the end, because nobody must take these prices for real ones. */
export function simulatedText(reason: string | null): string {
  const rule = '='.repeat(78);
  return [
    rule,
    'SIMULATED MARKET: the prices of this start are made up. None of them is real.',
    reason === null ? 'They were asked for.' : `${reason}.`,
    rule,
  ].join('\n');
}

export interface EndedJob {
  job: Job;
  view: JobView;
  /** Since this start took it up. */
  seconds: number;
  /** What to do next, line by line. */
  next: readonly string[];
}

/** How a job has ended, how long it took here, and what to do next. */
export function endingText({ job, view, seconds, next }: EndedJob): string {
  const { successful, total, failed } = view.progress;
  const known = job.knownFailed === 0 ? '' : ` (${job.knownFailed} known before)`;
  const outcome = `${successful} of ${total} tickers are in Redis, ${failed} failed${known}.`;
  const end = endOf(job);
  if (end?.status === 'completed' && job.toProcess === 0) return nothingToDo(job);
  const filled = successful === 0 && failed > 0 ? 'Nothing was filled' : 'Filled';
  const how = view.status === 'cancelled' ? 'was cancelled' : 'has failed';
  const lines =
    end?.status === 'completed'
      ? [`${filled} in ${formatDuration(seconds)}: ${outcome}`, ...failureLines(view), ...next]
      : [
          `${job.id} ${how}${end?.reason ? `: ${end.reason}` : '.'}`,
          outcome,
          ...failureLines(view),
          'The next npm start begins a new job with what is left.',
        ];
  return lines.join('\n');
}

/** How far a job got that rests now. */
export function restingText({ jobId, batches }: JobView): string {
  return `${jobId} rests at batch ${batches.completed}/${batches.total}: npm start goes on with it.`;
}

/** A command that prints the beginning of a ticker's document. */
export function readingLine({ kind, url, token }: StackSummary['redis'], ticker: string): string {
  const secret = kind === 'upstash' ? '$UPSTASH_REDIS_REST_TOKEN' : token;
  return `curl -s -H "Authorization: Bearer ${secret}" ${url}/get/ticker-data:${encodeURIComponent(ticker)} | head -c 300`;
}

const PLACES = {
  embedded: 'the embedded Redis in',
  server: 'the Redis at',
  upstash: 'the Upstash Redis at',
} as const;
const SHOWN_FAILURES = 3;

function nothingToDo({ id, options, startTime, totalTickers, cached, knownFailed }: Job): string {
  if (cached === 0 && knownFailed > 0) {
    const all = knownFailed === 1 ? 'the ticker is' : `all ${knownFailed} tickers are`;
    return `Nothing to do: ${all} known to fail and left out for ${options.retryFailedAfter}. To try again while npm start runs: npm run job -- retry ${id}`;
  }
  const since = new Date(freshSince(options.refreshAfter, Date.parse(startTime))).toISOString();
  const all = totalTickers === 1 ? 'the ticker is' : `all ${totalTickers} are`;
  const what = knownFailed === 0 ? all : `${cached} of ${totalTickers} are`;
  const fresh = `${what} fresh since ${since.slice(0, 16).replace('T', ' ')} UTC`;
  const close = options.refreshAfter === 'close' ? ', the last US close' : '';
  const known = `, and ${knownFailed} are known to fail and left out for ${options.retryFailedAfter}`;
  return `Nothing to do: ${fresh}${close}${knownFailed === 0 ? '' : known}. --fresh fetches them again.`;
}

function failureLines({ failures }: JobView): string[] {
  const more = failures.length - SHOWN_FAILURES;
  return [
    ...failures.slice(0, SHOWN_FAILURES).map(({ ticker, error, code }) => `  ${ticker}: ${error} (${code})`),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}

function quoted(value: string): string {
  return /^[\w./:@-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
