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
  /** Runs the local stack until it ends. Resolves to the exit code. */
  runStack(flags: Flags): Promise<number>;
  /**
   * Sends a test to the addresses of the environment, and says what became of each.
   *
   * @throws {InputRefused}
   */
  testNotices(): Promise<{ line: string; delivered: boolean }[]>;
}

/** What a command is registered with. */
export interface CommandPorts extends ProgramPorts {
  /** Sets the exit code; 0 if no command does. */
  exitWith(code: number): void;
}
