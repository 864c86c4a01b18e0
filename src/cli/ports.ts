import type { CheckReport } from '../core/check-report.ts';
import type { DoctorReport } from '../core/diagnosis.ts';
import type { DateRange } from '../documents/date-range.ts';
import type { TickerDocument } from '../documents/ticker-document.ts';
import type { Flags } from './local-flags.ts';
import type { Terminal } from './terminal.ts';

/** What the program needs of the process that it runs in. */
export interface ProgramPorts {
  env: NodeJS.ProcessEnv;
  /** How people call the program: hints and usage lines begin with it. */
  calledAs: 'npm run job --' | 'npx fill-cache';
  fetch: typeof globalThis.fetch;
  /** Rejects if the signal is aborted meanwhile. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** The bytes of a file, or of the standard input for `-`. */
  readInput(path: string): Promise<Uint8Array>;
  terminal: Terminal;
  /** For errors and remarks, so that replies can be piped. */
  stderr: Terminal;
  /** Aborted when the user wants to end. */
  stop: AbortSignal;
  /** The cache in the Redis that the environment names. @param reader who reads it. @throws if it names none. */
  openCache(reader?: string): Promise<CachePort>;
  /** Tries what the environment names. Never rejects. */
  diagnose(): Promise<DoctorReport>;
  /** Asks for a line of text; null where nobody can answer. */
  ask: ((question: string) => Promise<string>) | null;
  /** What `init` needs of this package and of the disk. */
  openInit(): Promise<InitPort>;
  /** Asks the user; null where nobody can answer. */
  confirm: ((question: string) => Promise<boolean>) | null;
  /** Runs the local stack until it ends. Resolves to the exit code. */
  runStack(flags: Flags): Promise<number>;
  /**
   * Sends a test to the addresses of the environment, and says what became of each.
   *
   * @throws {InputRefused}
   */
  testNotices(): Promise<{ line: string; delivered: boolean }[]>;
}

/** The cache in Redis itself, without a deployment before it. */
export interface CachePort {
  check(request: {
    universe?: 'sp500' | 'all' | undefined;
    tickers?: readonly string[] | undefined;
    deep: boolean;
    onRead(read: number, total: number): void;
  }): Promise<CheckReport>;
  prune(tickers: readonly string[]): Promise<void>;
  /** Documents of these tickers, or of all, cut to these dates. */
  read(tickers: readonly string[] | null, dates: DateRange): Promise<CachedHistories>;
}

export interface CachedHistories {
  tickers: readonly string[];
  documents: AsyncIterable<
    { ticker: string; document: TickerDocument } | { ticker: string; document: null; error: string }
  >;
}

export interface InitPort {
  /** The workflow for any repository: docs/fill-cache.yml. */
  template: string;
  /** `owner/name` of the repository that this was cloned from; null if it is no clone from GitHub. */
  actionRepository: string | null;
  hasFolder(path: string): Promise<boolean>;
  /** Writes a file, with the folders above it. @returns false if there is one that is not to be replaced. */
  write(path: string, text: string, replace: boolean): Promise<boolean>;
}

/** What a command is registered with. */
export interface CommandPorts extends ProgramPorts {
  /** Sets the exit code; 0 if no command does. */
  exitWith(code: number): void;
}
