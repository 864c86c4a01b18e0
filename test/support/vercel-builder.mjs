// Vercel's own builder for `"framework": "node"`, with what `vercel build` gives it, but that nothing is installed.
// Prints the function's settings as the last line. No TypeScript, because the builder's types do not pass our checks.
//
// Usage: node vercel-builder.mjs <repository> <where the function's files go>
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from '@vercel/backends';
import { download } from '@vercel/build-utils';

const [workPath = '.', folder = '.'] = process.argv.slice(2);
const { framework, buildCommand, functions } = JSON.parse(
  await readFile(join(workPath, 'vercel.json'), 'utf8'),
);
const { output, routes } = await build({
  files: {},
  entrypoint: 'package.json',
  workPath,
  repoRootPath: workPath,
  config: {
    zeroConfig: true,
    framework,
    functions,
    projectSettings: { framework, buildCommand, installCommand: '' },
  },
  meta: { skipDownload: true },
});
await download(output.index.files, folder);
const { handler, runtime, maxDuration, files } = output.index;
console.log(
  JSON.stringify({
    handler,
    runtime,
    maxDuration,
    files: Object.keys(files),
    routes,
    outputs: Object.keys(output),
  }),
);
