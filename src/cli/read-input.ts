import { readFile } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

/**
 * Reads a file, or `stdin` if the path is `-`.
 *
 * @throws what Node throws; if `stop` is aborted, an `AbortError`.
 */
export async function readInput(path: string, stdin: Readable, stop: AbortSignal): Promise<Uint8Array> {
  return path === '-' ? buffer(addAbortSignal(stop, stdin)) : readFile(path, { signal: stop });
}
