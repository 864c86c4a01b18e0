import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { childEnvironment } from './support/child-environment.ts';
import { startEmbeddedRedis } from './support/redis-servers.ts';
import { aDocument } from './support/scripted-source.ts';

// The tarball in an empty project, as npm would install it: its dependencies are links to those of the repository.

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');
let project: string;
let packageFile: { dependencies: Record<string, string>; bin: Record<string, string> } & Record<
  string,
  unknown
>;

beforeAll(async () => {
  await run(process.execPath, ['scripts/build-package.ts'], { cwd: ROOT });
  project = await mkdtemp(join(tmpdir(), 'fill-cache-project-'));
  const modules = join(project, 'node_modules');
  const [tarball = ''] = (await readdir(join(ROOT, 'dist/package'))).filter((name) => name.endsWith('.tgz'));
  await mkdir(join(modules, 'fill-cache'), { recursive: true });
  await run('tar', ['-xzf', join(ROOT, 'dist/package', tarball), '--strip-components=1'], {
    cwd: join(modules, 'fill-cache'),
  });
  packageFile = JSON.parse(await readFile(join(modules, 'fill-cache/package.json'), 'utf8'));
  for (const name of Object.keys(packageFile.dependencies)) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  }
  await mkdir(join(modules, '.bin'));
  await symlink(join('../fill-cache', packageFile.bin['fill-cache'] ?? ''), join(modules, '.bin/fill-cache'));
  await writeFile(join(project, 'package.json'), '{"type":"module"}');
}, 120_000);

afterAll(() => rm(project, { recursive: true, force: true }));

async function write(file: string, text: string): Promise<string> {
  await writeFile(join(project, file), text);
  return join(project, file);
}

/** The program as `npx fill-cache` runs it. */
function fillCache(args: readonly string[], env: Record<string, string> = {}) {
  const bin = join(project, 'node_modules/.bin/fill-cache');
  return run(process.execPath, [bin, ...args], { cwd: project, env: { ...childEnvironment(), ...env } });
}

test('it has no scripts, no Node of its own and no tools', () => {
  expect(Object.keys(packageFile).sort()).toEqual(
    ['bin', 'dependencies', 'description', 'engines', 'exports', 'license', 'name', 'type', 'version'].sort(),
  );
  expect(Object.keys(packageFile.dependencies).filter((name) => /^node-|^@types|esbuild/.test(name))).toEqual(
    [],
  );
});

test('Node reads a ticker by one import', async () => {
  const { url, token, close } = await startEmbeddedRedis();
  onTestFinished(close);
  const script = await write(
    'read.js',
    `import { Redis } from '@upstash/redis';
     import { readTicker } from 'fill-cache/reader';
     const redis = new Redis({ url: process.env.URL, token: '${token}', enableTelemetry: false });
     await redis.set('ticker-data:BRK-B', ${JSON.stringify(aDocument('BRK-B'))});
     console.log((await readTicker(redis, 'BRK.B', { from: '2026-11-23' })).close);`,
  );
  const { stdout } = await run(process.execPath, [script], { env: { ...childEnvironment(), URL: url } });
  expect(stdout.trim()).toBe('[ 102.25 ]');
});

test('a bundler for browsers takes the reader alone', async () => {
  const entry = await write('browser.js', `export { readTicker, readTickers } from 'fill-cache/reader';`);
  const options = { bundle: true, minify: true, format: 'esm', platform: 'browser', write: false } as const;
  const { outputFiles } = await build({ ...options, entryPoints: [entry] });
  expect(gzipSync(outputFiles[0]?.contents ?? '').length).toBeLessThanOrEqual(4096);
});

test.each(['nodenext', 'preserve'])(
  'TypeScript finds the types with module %s',
  async (module) => {
    await write(
      'typed.ts',
      `import { Redis } from '@upstash/redis';
     import { readTicker, readTickers, TickerReadError, type Row } from 'fill-cache/reader';
     declare const ioredis: {
       get(key: string | Uint8Array, callback: (error?: Error) => void): Promise<string | null>;
       get(key: string | Uint8Array): Promise<string | null>;
       mget(...keys: string[]): Promise<(string | null)[]>;
       mget(keys: string[]): Promise<(string | null)[]>;
     };
     const redis = new Redis({ url: '', token: '' });
     const closes: (number | null)[] | undefined = (await readTicker(redis, 'BRK.B'))?.close;
     const rows: Row[] | undefined = (await readTicker(ioredis, 'A', { as: 'rows', interval: '1wk' }))?.rows;
     const read = await readTickers(ioredis, ['A']);
     const why: 'TickerReadError' | undefined = read.errors[0]?.name;
     // @ts-expect-error
     await readTickers(redis, ['A'], { interval: '5m' });
     console.log(closes, rows, why, TickerReadError);`,
    );
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const flags = [
      '--strict',
      '--noEmit',
      '--target',
      'es2024',
      '--module',
      module,
      '--types',
      '',
      '--lib',
      'es2024,dom',
    ];
    const { stdout } = await run(process.execPath, [tsc, ...flags, 'typed.ts'], { cwd: project }).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  },
  60_000,
);

test('the program prints its help', async () => {
  const { stdout } = await fillCache(['--help']);
  expect(stdout).toMatch(/^Usage: npx fill-cache COMMAND/);
});

test('the program writes the workflow for the repository that it is called in', async () => {
  const flags = ['--universe', 'AAPL', '--action', 'someone/fill-cache'];
  const { stdout } = await fillCache(['init', ...flags]);
  expect(stdout).toContain('gh secret set UPSTASH_REDIS_REST_TOKEN');
  const written = await readFile(join(project, '.github/workflows/fill-cache.yml'), 'utf8');
  expect(written).toContain('- uses: someone/fill-cache@v1\n');
});

test('the program tries what the environment names', async () => {
  const doctor = fillCache(['doctor', '--json'], { YAHOO_FINANCE_URL: 'http://127.0.0.1:9' });
  const failed = await doctor.then(
    () => null,
    (error: { code: number; stdout: string }) => error,
  );
  expect([failed?.code, JSON.parse(failed?.stdout ?? '').success]).toEqual([1, false]);
});

test.each(['csv', 'parquet'])('the program exports %s', async (format) => {
  const { url, token, engine, close } = await startEmbeddedRedis();
  onTestFinished(close);
  const value = JSON.stringify(aDocument('BRK-B'));
  await engine.execute([['SET', 'ticker-data:BRK-B', value]], 'pipeline');
  const env = { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token };
  const { stdout } = await fillCache(['export', '--format', format, '--tickers', 'BRK.B'], env);
  expect(stdout).toMatch(new RegExp(`^2 rows of 1 ticker were written to ticker-data.${format}, `));
});

test('the program fills a cache on this machine, and keeps its data out of node_modules', async () => {
  const flags = ['--tickers', 'AAPL', '--market', 'simulated', '--port', '0', '--exit'];
  const { stdout } = await fillCache(['local', ...flags]);
  expect(stdout).toMatch(/1 of 1 tickers are in Redis, 0 failed\.$/m);
  expect(await readdir(project)).toContain('.fill-cache');
});
