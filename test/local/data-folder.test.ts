import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openDataFolder } from '../../src/local/data-folder.ts';

let path: string;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-home-'));
  path = join(folder, 'data');
  return () => rm(folder, { recursive: true });
});

function open() {
  const folder = openDataFolder(path);
  onTestFinished(() => folder.close());
  return folder;
}

/** Stands for a server that listens where it is asked to, or on 4321. */
const listening = async (port: number) => ({ url: `http://127.0.0.1:${port || 4_321}` });

test.each(['redisPort', 'githubPort'] as const)('the token and the %s outlive a start', async (name) => {
  const first = openDataFolder(path);
  await first.onKeptPort(name, listening);
  first.close();
  const second = open();
  expect(second.token).toBe(first.token);
  expect(await second.onKeptPort(name, async (port) => ({ url: `http://127.0.0.1:${port}` }))).toEqual({
    url: 'http://127.0.0.1:4321',
  });
});

test('the token is for the owner of the folder alone', () => {
  open();
  expect(statSync(join(path, 'stack.json')).mode & 0o077).toBe(0);
});

test.each(['', '{"token":', '{"token":"short","redisPort":1,"processId":1}'])(
  'notes that cannot be read, %j, are made anew',
  async (notes) => {
    mkdirSync(path);
    writeFileSync(join(path, 'stack.json'), notes);
    const folder = open();
    expect(folder.token).toMatch(/^\w{32}$/);
    expect((await folder.onKeptPort('redisPort', listening)).url).toBe('http://127.0.0.1:4321');
  },
);

test('what killed runs have left is removed', () => {
  mkdirSync(join(path, 'runs/1/temporary'), { recursive: true });
  expect(existsSync(open().runsFolder)).toBe(false);
});

test('a second stack is told who is at work in the folder', () => {
  open();
  const sentence = `Another fill-cache (process ${process.pid}) is at work in ${path}: end it, or use another data folder (FILL_CACHE_HOME).`;
  expect(() => openDataFolder(path)).toThrow(sentence);
});

test('a stack that was killed with -9 leaves the folder free', async () => {
  const module = new URL('../../src/local/data-folder.ts', import.meta.url).href;
  const code = `import(${JSON.stringify(module)}).then((it) => { it.openDataFolder(${JSON.stringify(path)}); console.log('open'); setInterval(() => {}, 1000); })`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(open().path).toBe(path);
});

test('a place where nothing can be made is refused, and not tried for ever', () => {
  expect(() => openDataFolder('/proc/fill-cache/data')).toThrow(
    /^The data folder .* cannot be used \(ENOENT/,
  );
});

test('a folder that cannot be made is named, with the reason', () => {
  writeFileSync(path, 'a file');
  expect(() => openDataFolder(path)).toThrow(
    /^The data folder .*data cannot be used \(EEXIST.*\): make it writable, or use another one \(FILL_CACHE_HOME\)\.$/,
  );
});
