// Bundles the action, because GitHub runs what is committed and installs nothing. `--check` writes nothing, and
// fails if the committed bundle is not what src/ builds to.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licenceTexts } from './licences.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const files = await bundle();
const [[bundlePath, bytes]] = files;
console.log(`${bundlePath}: ${bytes.length} bytes`);
if (process.argv.includes('--check')) {
  for (const [path, content] of files) check(path, content);
} else {
  mkdirSync(`${root}action`, { recursive: true });
  for (const [path, content] of files) writeFileSync(root + path, content);
}

async function bundle(): Promise<[[path: string, content: Buffer], [path: string, content: Buffer]]> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/action.ts'],
    outfile: 'action/index.js',
    bundle: true,
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
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const bundled = inputs.filter(([, input]) => input.bytesInOutput > 0).map(([file]) => file);
  return [
    ['action/index.js', Buffer.concat(outputFiles.map((file) => file.contents))],
    ['action/LICENSES.txt', Buffer.from(licenceTexts(root, bundled))],
  ];
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
