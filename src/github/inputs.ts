import { descriptionOf } from '../core/description-of.ts';
import { InputRefused } from '../core/input-refused.ts';
import { JOB_ID, type Job, TICKER_SOURCES, type TickerSource } from '../core/job.ts';
import { FIRST_LANE } from '../core/lanes.ts';
import { MOST_LANES } from '../core/option-limits.ts';
import {
  completeOptions,
  DURATION,
  durationMilliseconds,
  type GivenOptions,
  givenOptionsSchema,
  type JobOptions,
  jobOptionsSchema,
  OPTION_NAMES,
  RUN_OPTIONS,
  type RunOptions,
} from '../core/options.ts';
import { shown } from '../core/shown.ts';

/** The inputs of the action as they were given; what was left empty was not given. */
export interface ActionInputs {
  command: 'run' | 'nightly' | 'resume-stalled';
  redisUrl: string;
  redisToken: string;
  githubToken: string;
  jobId: string | undefined;
  /** Which of the job's lanes this run is, where no event says so. */
  lane: number | undefined;
  tickerSource: TickerSource | undefined;
  tickers: string | undefined;
  /** A path in the repository, not yet read. */
  tickersFile: string | undefined;
  options: GivenOptions;
  notify: NotifyTexts;
}

/** Who is told of jobs: for this run alone, and not yet checked. All but `notifyOn` are secrets. */
export interface NotifyTexts {
  notifyUrl: string | undefined;
  notifySecret: string | undefined;
  notifyOn: string | undefined;
  heartbeatUrl: string | undefined;
}

/** The inputs that become options of the job, by the name that the schema knows them by. */
const OPTION_INPUTS: Readonly<Record<keyof JobOptions, string>> = {
  batchSize: 'batch-size',
  range: 'range',
  compress: 'compress',
  refreshAfter: 'refresh-after',
  retryFailedAfter: 'retry-failed-after',
  maxFailedPercent: 'max-failed-percent',
  maxBatches: 'max-batches',
  timeBudget: 'time-budget',
  autoContinue: 'auto-continue',
  requestsPerSecond: 'requests-per-second',
  lanes: 'lanes',
};

/** 128 KiB for name, value and a zero: MAX_ARG_STRLEN of Linux. About 18,700 symbols. */
const LARGEST_INPUT_BYTES = 131_072 - 'INPUT_TICKERS=\0'.length;

/**
 * Reads all inputs at once.
 *
 * @param get the text of an input, empty if it was not given.
 * @throws {InputRefused} with one sentence that names the input, its value and what is allowed.
 */
export function readInputs(get: (name: string) => string, env: NodeJS.ProcessEnv): ActionInputs {
  const given = (name: string) => get(name).trim() || undefined;
  const redisUrl = given('redis-url') || env.UPSTASH_REDIS_REST_URL || env.KV_REST_API_URL || '';
  const redisToken = given('redis-token') || env.UPSTASH_REDIS_REST_TOKEN || env.KV_REST_API_TOKEN || '';
  return {
    command: oneOf('command', given('command') ?? 'run', ['run', 'nightly', 'resume-stalled']),
    redisUrl: required('redis-url', 'UPSTASH_REDIS_REST_URL', redisUrl, isHttpUrl),
    redisToken: required('redis-token', 'UPSTASH_REDIS_REST_TOKEN', redisToken, (token) =>
      /^\S+$/.test(token),
    ),
    githubToken: given('github-token') ?? '',
    jobId: jobIdOf(given('job-id')),
    lane: optional(given('lane'), laneOf),
    tickerSource: optional(given('ticker-source'), (text) => oneOf('ticker-source', text, TICKER_SOURCES)),
    tickers: optional(given('tickers'), shortEnough),
    tickersFile: given('tickers-file'),
    options: withinTimeout(givenOptions(given), env.FILL_CACHE_TIMEOUT_MINUTES),
    notify: {
      notifyUrl: given('notify-url'),
      notifySecret: given('notify-secret'),
      notifyOn: given('notify-on'),
      heartbeatUrl: given('heartbeat-url'),
    },
  };
}

/** A job id of the right form, or a refusal: a wrong one is never looked up. */
export function jobIdOf(text: string | undefined): string | undefined {
  if (text === undefined || JOB_ID.test(text)) return text;
  throw refusal('job-id', text, 'an id such as batch_job_12345');
}

function laneOf(text: string): number {
  const lane = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (lane >= FIRST_LANE && lane <= MOST_LANES) return lane;
  throw refusal('lane', text, `a whole number from 1 to ${MOST_LANES}`);
}

/**
 * The options for one run of a job that exists: the job's own, but for those that a run may be given anew.
 *
 * @throws {InputRefused} if a fixed option is given differently.
 */
export function optionsForRun(job: Job, given: ActionInputs): RunOptions {
  if (given.tickerSource && given.tickerSource !== job.tickerSource) {
    throw fixed('ticker-source', given.tickerSource, job, job.tickerSource);
  }
  if (given.tickersFile) throw fixed('tickers-file', given.tickersFile, job, 'its own');
  if (given.tickers) throw fixed('tickers', given.tickers, job, 'its own');
  for (const option of OPTION_NAMES) {
    const wanted = given.options[option];
    if (RUN_OPTIONS.some((free) => free === option) || wanted === undefined) continue;
    if (!isSame(wanted, job.options[option]))
      throw fixed(OPTION_INPUTS[option], wanted, job, job.options[option]);
  }
  return completeOptions(given.options, job.options);
}

/** A duration may be spelled otherwise: `480m` is `8h`. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  const [first, second] = [one, other].map((value) =>
    typeof value === 'string' && DURATION.test(value) ? durationMilliseconds(value) : null,
  );
  return first !== null && first === second;
}

function givenOptions(given: (name: string) => string | undefined): GivenOptions {
  const options: Record<string, unknown> = {};
  for (const option of OPTION_NAMES) {
    const name = OPTION_INPUTS[option];
    const text = given(name);
    if (text === undefined) continue;
    const schema = jobOptionsSchema.shape[option];
    const parsed = schema.safeParse(typed(text));
    if (!parsed.success) throw refusal(name, text, descriptionOf(schema));
    options[option] = parsed.data;
  }
  return givenOptionsSchema.parse(options);
}

/** For fetches that are still open when the budget is spent (40 s), and for the start and the last commit. */
const BESIDE_BUDGET_SECONDS = 120;

/** GitHub cancels a job at the end of its `timeout-minutes`, which only the workflow itself can tell. */
function withinTimeout(options: GivenOptions, minutes: string | undefined): GivenOptions {
  const most = Number(minutes || Number.NaN) * 60 - BESIDE_BUDGET_SECONDS;
  const { timeBudget } = options;
  if (timeBudget === undefined || !(timeBudget > most)) return options;
  throw refusal(
    'time-budget',
    String(timeBudget),
    `at most ${most} seconds, since the workflow ends its job after ${minutes} minutes`,
  );
}

/** Inputs are text; the schema knows numbers and truth. Nothing is guessed: `5x` stays text, and is refused. */
function typed(text: string): unknown {
  if (/^-?\d+(\.\d+)?(e\d+)?$/i.test(text)) return Number(text);
  return text === 'true' ? true : text === 'false' ? false : text;
}

/** Linux gives a process no longer variable; where there is no such limit, it is the same one. */
function shortEnough(tickers: string): string {
  const bytes = Buffer.byteLength(tickers);
  if (bytes <= LARGEST_INPUT_BYTES) return tickers;
  throw new InputRefused(
    `tickers holds ${bytes} bytes: it must be at most ${LARGEST_INPUT_BYTES}; put a longer list into a file of the repository, and name it in tickers-file.`,
  );
}

function optional<Value>(text: string | undefined, parse: (text: string) => Value): Value | undefined {
  return text === undefined ? undefined : parse(text);
}

function oneOf<const Value extends string>(name: string, text: string, allowed: readonly Value[]): Value {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw refusal(name, text, allowed.join(', ').replace(/, ([^,]+)$/, ' or $1'));
  return found;
}

function required(name: string, variable: string, text: string, isGood: (text: string) => boolean): string {
  if (!text) {
    throw new InputRefused(
      `${name} is missing: give it, or set the secret ${variable} and pass it as a variable.`,
    );
  }
  // The value is a secret, or may hold one.
  if (!isGood(text))
    throw new InputRefused(`${name} is not usable: it must be the ${variable} of the database.`);
  return text;
}

/** With credentials in it no request can be made. */
function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && !username && !password;
}

function refusal(name: string, value: string, allowed: string): InputRefused {
  return new InputRefused(`${name} is ${shown(value)}: it must be ${allowed}.`);
}

function fixed(name: string, value: unknown, job: Job, own: unknown): InputRefused {
  return new InputRefused(
    `${name} is ${shown(String(value))}, but ${job.id} was made with ${own}: what a job is told when it is made is fixed.`,
  );
}
