import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { ServedApi } from './serve-api.ts';

/** Where the local stack keeps what must outlive it. It belongs to one stack at a time. */
export interface DataFolder {
  readonly path: string;
  /** The file of the embedded Redis. */
  readonly redisFile: string;
  /** Where runs keep their files while they live; empty at the start. */
  readonly runsFolder: string;
  /** Where the logs and summaries of the latest runs stay. */
  readonly historyFolder: string;
  /** Of the Redis API; the same at each start, so that the environment of an app stays valid. */
  readonly token: string;
  /** Opens a server on the port that it had the last time, or on any free one if that is taken; keeps the port. */
  onKeptPort<Server extends Pick<ServedApi, 'url'>>(
    name: 'redisPort' | 'githubPort',
    open: (port: number) => Promise<Server>,
  ): Promise<Server>;
  close(): void;
}

/** Another stack is at work in the folder, or it cannot be made or written. */
class DataFolderRefused extends Error {
  override readonly name = 'DataFolderRefused';
}

/**
 * Opens the folder, and makes it if it is not there.
 *
 * @throws {DataFolderRefused} with what to do
 */
export function openDataFolder(path: string): DataFolder {
  const runsFolder = join(path, 'runs');
  const lock = lockFolder(path);
  try {
    rmSync(runsFolder, { recursive: true, force: true });
    const notes = { token: newToken(), ...readNotes(path), processId: process.pid };
    writeNotes(path, notes);
    return {
      path,
      redisFile: join(path, 'redis.sqlite'),
      runsFolder,
      historyFolder: join(path, 'history'),
      token: notes.token,
      async onKeptPort(name, open) {
        const server = await open(notes[name] ?? 0).catch((error: unknown) => {
          if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return open(0);
          throw error;
        });
        notes[name] = Number(new URL(server.url).port);
        writeNotes(path, notes);
        return server;
      },
      close: () => lock.close(),
    };
  } catch (error) {
    lock.close();
    throw unusable(path, error);
  }
}

/** A stack that is just ending gives the folder free within this time. */
const LOCK_WAIT_MILLISECONDS = 2_000;
const SQLITE_BUSY = 5;

/** SQLite's lock is the kernel's: it goes with the process that holds it, however that ends. */
function lockFolder(path: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    makeFolder(path);
    lock = new DatabaseSync(join(path, 'lock.sqlite'), { timeout: LOCK_WAIT_MILLISECONDS });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (!(error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY))
      throw unusable(path, error);
    const processId = readNotes(path)?.processId;
    const who = processId === undefined ? '' : ` (process ${processId})`;
    throw new DataFolderRefused(
      `Another fill-cache${who} is at work in ${path}: end it, or use another data folder (FILL_CACHE_HOME).`,
    );
  }
}

function unusable(path: string, cause: unknown): DataFolderRefused {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const advice = 'make it writable, or use another one (FILL_CACHE_HOME).';
  return new DataFolderRefused(`The data folder ${path} cannot be used (${reason}): ${advice}`, { cause });
}

/** Node's own `recursive` tries for ever where a folder has no entry though its parent is there, as in /proc. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  mkdirSync(path);
}

const Port = z.int().min(0).max(65_535).optional();

/** What a start leaves for the next one. */
const Notes = z.object({
  token: z.string().regex(/^\w{16,64}$/),
  redisPort: Port,
  githubPort: Port,
  processId: z.int(),
});

function newToken(): string {
  return randomUUID().replaceAll('-', '');
}

/** Null if there are none, or if they cannot be read. */
function readNotes(path: string): z.infer<typeof Notes> | null {
  try {
    return Notes.parse(JSON.parse(readFileSync(notesFile(path), 'utf8')));
  } catch {
    return null;
  }
}

/** Written aside and then moved, so that a kill leaves the old notes or the new ones. For the owner alone: a token. */
function writeNotes(path: string, notes: z.infer<typeof Notes>): void {
  const draft = `${notesFile(path)}.new`;
  writeFileSync(draft, `${JSON.stringify(notes, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, notesFile(path));
}

function notesFile(path: string): string {
  return join(path, 'stack.json');
}
