import { syncBuiltinESMExports } from 'node:module';
import zlib from 'node:zlib';

// A setup file: it runs before the code under test takes `gzip` from its module, or makes a stream. Time that stands still must not be
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

  const { DecompressionStream } = globalThis;
  globalThis.DecompressionStream = class implements DecompressionStream {
    readonly readable;
    readonly writable;

    constructor(format: ConstructorParameters<typeof DecompressionStream>[0]) {
      const { readable, writable } = new DecompressionStream(format);
      const passed = new TransformStream();
      this.readable = passed.readable;
      this.writable = writable;
      state.openCompressions = openCompressions() + 1;
      const close = () => {
        state.openCompressions = openCompressions() - 1;
      };
      readable.pipeTo(passed.writable).then(close, close);
    }
  };
}

/** How many calls of `zlib.gzip` have not called back, and how many streams of `DecompressionStream` have not ended. */
export function openCompressions(): number {
  return state.openCompressions ?? 0;
}
