// Bundles the function of the HTTP API: Vercel's build command. Vercel takes the entry as it is, too, but an instance
// then reads 200 files before its first answer: 310 ms after the start of its process, instead of 200 (an empty
// process: 65). Minified, which saves 7 of 127 ms of CPU. The same commit built with `--map` gives the source map by which
// a stack of the log is read.
//
// One file holds all routes: what is behind a route is evaluated by its first request (`import()` within one file). As
// files of their own, with what some of them share, the routes would be 70 files, and each costs 0.7 ms when it is read.
//
// Usage: node scripts/build-function.ts [folder] [--map]. In `dist`, the default, Vercel finds `index.mjs` by itself.
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { unusedActionParts } from './unused-action-parts.ts';

const { values, positionals } = parseArgs({
  options: { map: { type: 'boolean', default: false } },
  allowPositionals: true,
});

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What few requests need: files of their own, which share nothing with the others. */
const LATE_FILES: Readonly<Record<string, string>> = {
  openapi: 'src/http/openapi.ts',
  github: '@actions/github',
  'yahoo-client': 'src/sources/yahoo-client.ts',
  sp500: 'src/tickers/snapshots/sp500.ts',
  'us-listed': 'src/tickers/snapshots/us-listed.ts',
};

const late: Plugin = {
  name: 'late files',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return null;
      const file = path.startsWith('.') ? relative(ROOT, join(resolveDir, path)) : path;
      const [name] = Object.entries(LATE_FILES).find(([, late]) => late === file) ?? [];
      return name === undefined ? null : { path: `./${name}.mjs`, external: true };
    });
  },
};

const common: BuildOptions = {
  absWorkingDir: ROOT,
  outdir: positionals[0] ?? 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  charset: 'utf8',
  minify: true,
  // Short lines, so that a position in a stack says something by itself.
  lineLimit: 120,
  sourcemap: values.map,
  logLevel: 'warning',
};
await build({ ...common, entryPoints: { index: 'src/vercel.ts' }, plugins: [late] });
await build({
  ...common,
  entryPoints: LATE_FILES,
  plugins: [unusedActionParts],
  // Packages in CommonJS, such as those behind `@actions/github`, call `require` for Node's own modules.
  banner: {
    js: "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);",
  },
});
