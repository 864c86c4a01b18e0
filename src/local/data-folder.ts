import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { errorMessage } from '../core/error-message.ts';
import type { ServedApi } from '../http/serve-api.ts';
import { StartRefused } from './start-refused.ts';

/** Where the local stack keeps what must outlive it. It belongs to one stack at a time. */
export type DataFolder = ReturnType<typeof openDataFolder>;

/** Opens or makes the folder. @throws {StartRefused} if another stack is at work in it, or it cannot be written */
export function openDataFolder(path: string) {
  const runsFolder = join(path, 'runs');
  const lock = lockFolder(path);
  try {
    rmSync(runsFolder, { recursive: true, force: true });
    const token = randomUUID().replaceAll('-', '');
    const notes = { token, ...readNotes(path), processId: process.pid };
    writeNotes(path, notes);
    return {
      path,
      redisFile: join(path, 'redis.sqlite'),
      /** Where runs keep their files while they live; empty at the start. */
      runsFolder,
      /** Where the logs and summaries of the latest runs stay. */
      historyFolder: join(path, 'history'),
      /** Of the Redis API; the same at each start, so that the environment of an app stays valid. */
      token: notes.token,
      /** Opens a server on the port that it had the last time, or on any free one if that is taken; keeps the port. */
      async onKeptPort<Server extends Pick<ServedApi, 'url'>>(
        name: 'redisPort' | 'githubPort',
        open: (port: number) => Promise<Server>,
      ): Promise<Server> {
        const server = await open(notes[name] ?? 0).catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'EADDRINUSE') return open(0);
          throw error;
        });
        notes[name] = Number(new URL(server.url).port);
        writeNotes(path, notes);
        return server;
      },
      close: (): void => lock.close(),
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
    const advice = 'end it, or use another data folder (FILL_CACHE_HOME).';
    throw new StartRefused(`Another fill-cache${who} is at work in ${path}: ${advice}`);
  }
}

function unusable(path: string, cause: unknown): StartRefused {
  const reason = errorMessage(cause);
  const advice = 'make it writable, or use another one (FILL_CACHE_HOME).';
  return new StartRefused(`The data folder ${path} cannot be used (${reason}): ${advice}`, { cause });
}

/** Node's own `recursive` tries for ever where a folder has no entry though its parent is there, as in /proc. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
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

const NOTES_FILE = 'stack.json';

/** Null if there are none, or if they cannot be read. */
function readNotes(path: string): z.infer<typeof Notes> | null {
  try {
    return Notes.parse(JSON.parse(readFileSync(join(path, NOTES_FILE), 'utf8')));
  } catch {
    return null;
  }
}

/** Written aside and then moved, so that a kill leaves the old notes or the new ones. For the owner alone: a token. */
function writeNotes(path: string, notes: z.infer<typeof Notes>): void {
  const file = join(path, NOTES_FILE);
  writeFileSync(`${file}.new`, `${JSON.stringify(notes, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
