// Bundles the action, because GitHub runs what is committed and installs nothing. `--check` writes nothing, and fails
// if the files in action/ are not what src/ builds to.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licenceTexts } from './licences.ts';
import { unusedActionParts } from './unused-action-parts.ts';

const FOLDER = 'action';
const root = fileURLToPath(new URL('..', import.meta.url));

const files = await bundle();
const present = existsSync(root + FOLDER)
  ? readdirSync(root + FOLDER).map((name) => `${FOLDER}/${name}`)
  : [];
const extra = present.filter((path) => !files.has(path));
if (process.argv.includes('--check')) {
  for (const [path, content] of files) check(path, content);
  for (const path of extra)
    fail(`${path} does not belong to the bundle: run \`npm run build\` and commit it.`);
} else {
  mkdirSync(root + FOLDER, { recursive: true });
  for (const path of extra) rmSync(root + path, { recursive: true });
  for (const [path, content] of files) {
    writeFileSync(root + path, content);
    console.log(`${path}: ${content.length} bytes`);
  }
}

/** What belongs into the folder: the entry, the files that it loads late, and the licences of all of them. */
async function bundle(): Promise<Map<string, Buffer>> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { index: 'src/action.ts' },
    outdir: FOLDER,
    // The hash is of the content: whoever commits a change commits the names that belong to it.
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    // Packages in CommonJS call `require` for Node's own modules, and a module has none.
    banner: {
      js: "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);",
    },
    plugins: [unusedActionParts],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const bundled = inputs.filter(([, input]) => input.bytesInOutput > 0).map(([file]) => file);
  return new Map([
    ...outputFiles.map(({ path, contents }) => [relative(root, path), Buffer.from(contents)] as const),
    [`${FOLDER}/LICENSES.txt`, Buffer.from(licenceTexts(root, bundled))],
  ]);
}

function check(path: string, content: Buffer): void {
  if (!existsSync(root + path)) fail(`${path} is missing: run \`npm run build\` and commit it.`);
  else if (!content.equals(readFileSync(root + path))) {
    fail(`${path} is not what src/ builds to: run \`npm run build\` and commit it.`);
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
