import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Installing, installMissingPrograms } from '../../scripts/install-programs.ts';
import { findProgram, installCommand, PROGRAMS } from '../../scripts/programs.ts';

let folder: string;
let log: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fill-cache-path-'));
  log = [];
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const name of ['env', 'chmod']) await symlink(`/usr/bin/${name}`, join(folder, name));
  await put('python3', 'echo "Python 3.11.7"');
  await put('curl', 'echo "curl 8.5.0 (linux)"');
  await put('git', 'echo "git version 2.43.0"');
});

/** Puts a shell script on the PATH. */
async function put(name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
}

const install = (more: Partial<Installing> = {}) =>
  installMissingPrograms({
    path: folder,
    isRoot: false,
    attempts: 1,
    log: (line) => log.push(line),
    ...more,
  });
const missingAfter = async (more?: Partial<Installing>) => (await install(more)).map(({ name }) => name);

/** An apt-get that has all programs. */
const APT_GET = `
case "$*" in *install*)
  for program; do :; done
  printf '#!/bin/sh\\necho "v=150.0"\\n' > "${'$'}{0%/*}/$program"
  chmod +x "${'$'}{0%/*}/$program"
esac`;
const REDIS = 'echo "Redis server v=7.0.15 sha=0"';
const CHROMIUM = 'echo "Chromium 150.0.1"';

test('nothing is installed where all is found', async () => {
  await put('redis-server', REDIS);
  await put('google-chrome', 'echo "Google Chrome 150.0.1"');
  await put('apt-get', 'exit 1');
  expect(await missingAfter({ isRoot: true })).toEqual([]);
  expect(log).toEqual([]);
});

test('root installs by apt-get what is missing', async () => {
  await put('chromium', CHROMIUM);
  await put('apt-get', APT_GET);
  expect(await missingAfter({ isRoot: true })).toEqual([]);
  expect(log).toEqual(['redis-server is missing; installing it: sudo apt-get install redis-server']);
});

test('others install by sudo, if that asks for no password', async () => {
  await put('apt-get', APT_GET);
  await put('sudo', '[ "$1" = -n ] || exit 1\nshift\n[ "$1" = true ] || exec "$@"');
  expect(await missingAfter()).toEqual([]);
});

test.each([
  ['sudo would ask for a password', 'exit 1'],
  ['there is no sudo', null],
])('nothing is installed where %s', async (_why, sudo) => {
  await put('apt-get', APT_GET);
  if (sudo) await put('sudo', sudo);
  expect(await missingAfter()).toEqual(['redis-server', 'chromium']);
  expect(log).toEqual([]);
});

test('nothing is installed where there is neither apt-get nor brew', async () => {
  await put('redis-server', REDIS);
  expect(await missingAfter({ isRoot: true })).toEqual(['chromium']);
});

test('brew installs where there is no apt-get, but not for root', async () => {
  await put(
    'brew',
    `[ "$3" = redis ] && printf '#!/bin/sh\\n${REDIS}\\n' > ${folder}/redis-server && chmod +x ${folder}/redis-server`,
  );
  expect(await missingAfter({ isRoot: true })).toEqual(['redis-server', 'chromium']);
  expect(await missingAfter()).toEqual(['chromium']);
});

test('an installer that fails is said in one line, and tried again if it may be', async () => {
  await put('redis-server', REDIS);
  await put(
    'apt-get',
    `for last; do :; done\necho $last >> ${folder}/calls\necho "E: no mirror" >&2\nexit 100`,
  );
  expect(await missingAfter({ isRoot: true, attempts: 2 })).toEqual(['chromium']);
  expect(log.at(-1)).toBe('chromium could not be installed: E: no mirror');
  expect(await readFile(join(folder, 'calls'), 'utf8')).toBe('update\nupdate\n');
});

test.each([
  ['too old', 'echo "Redis server v=6.2.1"'],
  ['only tells how to install it', 'echo "Command not found: snap install redis"; exit 1'],
  ['does not start', 'exit 127'],
])('a redis-server that is %s is none', async (_what, script) => {
  await put('redis-server', script);
  const [redis] = PROGRAMS;
  expect(redis && (await findProgram(redis, folder))).toBeNull();
});

test('people are told the command of their system', () => {
  expect(installCommand(PROGRAMS, 'linux')).toBe(
    'sudo apt-get install redis-server chromium python3 curl git',
  );
  expect(installCommand(PROGRAMS, 'darwin')).toBe(
    'brew install redis && brew install --cask chromium && brew install python && brew install curl && brew install git',
  );
});
