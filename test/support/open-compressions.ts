import { syncBuiltinESMExports } from 'node:module';
import zlib from 'node:zlib';

// A setup file: it runs before the code under test takes `gzip` from its module. Time that stands still must not be
// turned on while a thread of zlib is at work, and Node lists no such work.
const state = globalThis as { openCompressions?: number };

if (state.openCompressions === undefined) {
  state.openCompressions = 0;
  const { gzip } = zlib;
  const counted = (input: zlib.InputType, done: zlib.CompressCallback) => {
    state.openCompressions = openCompressions() + 1;
    gzip(input, (error, output) => {
      state.openCompressions = openCompressions() - 1;
      done(error, output);
    });
  };
  zlib.gzip = counted as typeof gzip;
  syncBuiltinESMExports();
}

/** How many calls of `zlib.gzip` have not called back. */
export function openCompressions(): number {
  return state.openCompressions ?? 0;
}
