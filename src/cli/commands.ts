import { jobOptionsSchema } from '../core/options.ts';

interface Flag {
  /** How the help calls its value; absent if it takes none. */
  value?: string;
  text: string;
}

export const DEFAULT_URL = 'http://127.0.0.1:3210';
/** A look costs the deployment four Redis commands: in an hour 2,880. */
export const DEFAULT_WATCH_SECONDS = 5;
/** The least and the most that these may be. */
export const NUMBERS = { wait: [0, 240], limit: [1, 100], every: [1, 3_600] } as const;

const { batchSize, range, compress, refreshAfter, maxBatches, requestsPerSecond } = jobOptionsSchema.shape;

/** All flags; the help is made of them. What is not given, the deployment decides. */
export const FLAGS = {
  source: {
    value: 'sp500|all|custom',
    text: 'Fill the S&P 500, all US listings, or the tickers of --tickers.',
  },
  tickers: { value: 'AAPL,BRK.B', text: 'Fill these tickers; means --source custom.' },
  'batch-size': { value: 'N', text: `Tickers in one batch: ${batchSize.description}.` },
  range: { value: 'R', text: `How far back the history reaches: ${range.description}.` },
  compress: { value: 'C', text: `How documents are stored: ${compress.description}.` },
  'refresh-after': {
    value: 'T',
    text: `When a cached ticker is fetched again: ${refreshAfter.description}.`,
  },
  'max-batches': { value: 'N', text: `Batches in one run: ${maxBatches.description}.` },
  'requests-per-second': { value: 'N', text: `Ceiling on Yahoo: ${requestsPerSecond.description}.` },
  hold: { text: 'Make the job and start no run: continue starts it.' },
  'idempotency-key': { value: 'KEY', text: 'The same one gives the same job for 24 hours.' },
  once: { text: 'One batch, then stop.' },
  wait: {
    value: 'S',
    text: `Seconds to wait for the batch, from ${NUMBERS.wait[0]} (do not wait) to ${NUMBERS.wait[1]}.`,
  },
  limit: { value: 'N', text: `How many jobs, from ${NUMBERS.limit[0]} to ${NUMBERS.limit[1]}.` },
  watch: { text: 'Show how it goes on until it ends. Ctrl-C ends the watching; the job goes on.' },
  every: {
    value: 'S',
    text: `Seconds between two looks, from ${NUMBERS.every[0]} to ${NUMBERS.every[1]}; ${DEFAULT_WATCH_SECONDS} without it.`,
  },
  url: { value: 'URL', text: `Where fill-cache is. Without it: FILL_CACHE_URL, else ${DEFAULT_URL}.` },
  json: { text: 'Print the answer as JSON on one line; with --watch a line for each change.' },
  help: { text: 'Print this.' },
} as const satisfies Record<string, Flag>;

export type FlagName = keyof typeof FLAGS;

/** What each command takes, besides the flags of all. */
export const COMMANDS = {
  start: {
    takesJob: false,
    summary: 'Make a job and start its first run.',
    flags: [
      'source',
      'tickers',
      'batch-size',
      'range',
      'compress',
      'refresh-after',
      'max-batches',
      'requests-per-second',
      'hold',
      'idempotency-key',
      'watch',
      'every',
    ],
  },
  status: { takesJob: true, summary: 'Say how far a job is.', flags: ['watch', 'every'] },
  continue: {
    takesJob: true,
    summary: 'Start the next run of a job, unless one is at work, and wait for its batch.',
    flags: ['once', 'wait', 'watch', 'every'],
  },
  pause: { takesJob: true, summary: 'Let a job wait.', flags: [] },
  resume: { takesJob: true, summary: 'Let a paused job go on.', flags: ['watch', 'every'] },
  cancel: { takesJob: true, summary: 'End a job for good.', flags: [] },
  retry: {
    takesJob: true,
    summary: 'Make a job of the failed tickers of one that has ended.',
    flags: ['idempotency-key', 'watch', 'every'],
  },
  list: { takesJob: false, summary: 'Show the newest jobs.', flags: ['limit'] },
} as const satisfies Record<string, { takesJob: boolean; summary: string; flags: readonly FlagName[] }>;

export type CommandName = keyof typeof COMMANDS;
export const COMMON_FLAGS = ['url', 'json', 'help'] as const satisfies readonly FlagName[];

/** What the command takes. */
export function flagsOf(command: CommandName): readonly FlagName[] {
  return [...COMMANDS[command].flags, ...COMMON_FLAGS];
}

export function isCommand(word: string): word is CommandName {
  return Object.hasOwn(COMMANDS, word);
}

export function isFlag(name: string): name is FlagName {
  return Object.hasOwn(FLAGS, name);
}

export function valueName(name: FlagName): string | undefined {
  const flag: Flag = FLAGS[name];
  return flag.value;
}
