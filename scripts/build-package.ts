// Builds the npm package into dist/package/: `fill-cache-VERSION.tgz`, and the folder `files` that it is made of. Node does
// not strip types under node_modules, so the package holds JavaScript; and its package.json is made here, with what runs
// alone: without the scripts, the tools and Node itself, which the repository brings along. `exports` and `dependencies`
// are those of the repository's own package.json; its `main` is Vercel's.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'dist/package');
const files = join(folder, 'files');
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const ENTRIES = ['cli', 'reader'];
/** What `fill-cache local` serves and runs; the code of the package is where `src` is in the repository. */
const COPIED = [
  'LICENSE',
  'README.md',
  'action.yml',
  'action',
  'public',
  '.github/workflows/fill-cache.yml',
  'docs/fill-cache.yml', // what `fill-cache init` writes
  'docs/ticker-data.schema.json',
  'src/local/github/leave-with-parent.mjs',
  'scripts/require-node-24.cjs',
  'scripts/cli.cjs',
  own.bin['fill-cache'],
];

rmSync(folder, { recursive: true, force: true });
mkdirSync(files, { recursive: true });
compile(ENTRIES, { declaration: false });
// Declarations for those who import the package; the CLI has none.
compile(['reader'], { declaration: true, emitDeclarationOnly: true });
for (const file of readdirSync(files, { recursive: true, encoding: 'utf8' })) {
  // The compiler rewrites imports in its JavaScript alone.
  if (file.endsWith('.d.ts')) rewrite(file, (text) => text.replace(/(from '\.[^']*)\.ts'/g, "$1.js'"));
}
for (const path of COPIED) cpSync(join(root, path), join(files, packaged(path)), { recursive: true });
rewrite('scripts/cli.cjs', (text) => text.replace('../src/cli.ts', `../${packaged('src/cli.ts')}`));
writeFileSync(join(files, 'package.json'), `${JSON.stringify(await packageFile(), null, 2)}\n`);
execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: files, stdio: 'inherit' });

/** `src/cli.ts` is `dist/cli.js` there: as deep, so that what is found from there is found. */
function packaged(path: string): string {
  return path.replace(/^(?:\.\/)?src\//, 'dist/').replace(/\.ts$/, '.js');
}

function rewrite(file: string, change: (text: string) => string): void {
  writeFileSync(join(files, file), change(readFileSync(join(files, file), 'utf8')));
}

function compile(entries: readonly string[], options: object): void {
  const config = join(folder, 'tsconfig.json');
  const compilerOptions = {
    noEmit: false,
    // `npm run check` does it, for all files at once.
    noCheck: true,
    rootDir: join(root, 'src'),
    outDir: join(files, 'dist'),
    rewriteRelativeImportExtensions: true,
    ...options,
  };
  const sources = entries.map((entry) => join(root, `src/${entry}.ts`));
  writeFileSync(
    config,
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, files: sources, include: [] }),
  );
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', config], {
    stdio: 'inherit',
  });
  rmSync(config);
}

async function packageFile(): Promise<object> {
  const { name, version, description, license, type, engines, bin } = own;
  const exports = Object.entries<string>(own.exports).map(([path, source]) => {
    const target = `./${packaged(source)}`;
    return [path, { types: target.replace(/\.js$/, '.d.ts'), default: target }];
  });
  const used = await usedPackages();
  const dependencies = Object.entries(own.dependencies).filter(([dependency]) => used.has(dependency));
  return {
    ...{ name, version, description, license, type, engines, bin },
    exports: Object.fromEntries(exports),
    dependencies: Object.fromEntries(dependencies),
  };
}

/** The packages that the entries import, by any way. */
async function usedPackages(): Promise<Set<string>> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ENTRIES.map((entry) => `src/${entry}.ts`),
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outdir: 'dist',
    metafile: true,
    write: false,
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  const names = imports.filter(({ external }) => external).map(({ path }) => path.split('/'));
  return new Set(names.map(([scope = '', name]) => (scope.startsWith('@') ? `${scope}/${name}` : scope)));
}
