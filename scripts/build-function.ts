// Bundles the function of the HTTP API: Vercel's build command. Vercel takes the entry as it is, too, but an instance
// then reads 200 files before its first answer: 310 ms after the start of its process, in place of 200 (an empty
// process: 65). Not minified: that saves 10 ms, and nobody could read the stacks in the log.
//
// Usage: node scripts/build-function.ts [folder]. In `dist`, the default, Vercel finds `index.mjs` by itself.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [folder = 'dist'] = process.argv.slice(2);

await build({
  absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
  entryPoints: { index: 'src/vercel.ts' },
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // What is loaded late, such as the price source, stays a file of its own.
  splitting: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  charset: 'utf8',
  // Packages in CommonJS, such as those behind `@actions/github`, call `require` for Node's own modules.
  banner: {
    js: "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
