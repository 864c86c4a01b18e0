// Builds the status page into public/, where Vercel and the local stack take it from. It is committed, because Vercel
// takes public/ as it is uploaded. `--check` writes nothing, and fails if what is committed is not what src/page builds to.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { licenceTexts } from './licences.ts';

/** esbuild keeps the indentation of the templates, 0.3 KB gzipped, which htm takes away when it reads them. */
const withoutIndentation: Plugin = {
  name: 'without-indentation',
  setup({ onLoad }) {
    onLoad({ filter: /src\/page\/[\w-]+\.ts$/ }, async ({ path }) => {
      return { contents: (await readFile(path, 'utf8')).replaceAll(/\n +/g, '\n'), loader: 'ts' };
    });
  },
};

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}public/`;

const files = await bundle();
const extra = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => !files.has(name));
if (process.argv.includes('--check')) {
  const stale = [...files].filter(
    ([name, content]) => !existsSync(folder + name) || !content.equals(readFileSync(folder + name)),
  );
  for (const name of [...stale.map(([name]) => name), ...extra]) {
    console.error(`public/${name} is not what src/page builds to: run \`npm run build\` and commit it.`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(folder, { recursive: true });
  for (const name of extra) rmSync(folder + name, { recursive: true });
  for (const [name, content] of files) {
    writeFileSync(folder + name, content);
    console.log(`public/${name}: ${content.length} bytes`);
  }
}

async function bundle(): Promise<Map<string, Buffer>> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['main.ts', 'page.css', 'page.html'].map((name) => ({
      in: `src/page/${name}`,
      out: 'page',
    })),
    outdir: 'public',
    loader: { '.html': 'copy' },
    bundle: true,
    platform: 'browser',
    target: ['chrome120', 'firefox120', 'safari17'],
    format: 'esm',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    plugins: [withoutIndentation],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  return new Map([
    ...outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)] as const),
    ['licences.txt', Buffer.from(licenceTexts(root, Object.keys(metafile.inputs)))],
  ]);
}
