import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { childEnvironment } from './support/child-environment.ts';

// The release workflow, its steps run in a clone on this machine. `gh` only notes what it was asked for.

const JobSchema = z.object({
  needs: z.string().optional(),
  steps: z.array(z.object({ run: z.string().optional() })),
});
const release = z
  .object({
    on: z.object({ push: z.object({ tags: z.array(z.string()) }) }),
    jobs: z.object({ check: JobSchema, release: JobSchema }),
  })
  .parse(parse(await readFile(new URL('../.github/workflows/release.yml', import.meta.url), 'utf8')));

const scriptsOf = (job: keyof typeof release.jobs) => release.jobs[job].steps.flatMap(({ run }) => run ?? []);
const run = promisify(execFile);

/** A repository with a version that is released, and a clone of it. */
async function aRepository() {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-release-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [origin, clone, bin] = ['origin.git', 'clone', 'bin'].map((name) => join(folder, name));
  if (!origin || !clone || !bin) throw new Error('unreachable');
  const identity = ['AUTHOR', 'COMMITTER'].flatMap((who) => [
    [`GIT_${who}_NAME`, 'Someone'],
    [`GIT_${who}_EMAIL`, 'someone@example.com'],
  ]);
  const asked = join(folder, 'asked');
  const env = {
    ...childEnvironment(),
    ...Object.fromEntries(identity),
    PATH: `${bin}:${process.env.PATH}`,
    GIT_CONFIG_GLOBAL: '/dev/null',
    DEFAULT_BRANCH: 'main',
  };
  await mkdir(bin);
  await writeFile(join(bin, 'gh'), `#!/bin/sh\necho "$@" >> '${asked}'\n`);
  await chmod(join(bin, 'gh'), 0o755);
  await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', origin], { env });
  await run('git', ['clone', '--quiet', origin, clone], { env });
  const git = async (...words: string[]) => (await run('git', words, { cwd: clone, env })).stdout.trim();
  const commit = async (tag: string) => {
    await git('commit', '--quiet', '--allow-empty', '--message', tag);
    await git('tag', '--annotate', '--message', tag, tag);
    await git('push', '--quiet', 'origin', 'HEAD', tag);
  };
  return {
    git,
    commit,
    /** Where a tag of the origin points. */
    at: async (tag: string) => git('ls-remote', 'origin', `refs/tags/${tag}^{}`, `refs/tags/${tag}`),
    commitOf: (name: string) => git('rev-parse', `${name}^{commit}`),
    asked: () => readFile(asked, 'utf8').catch(() => ''),
    /** The steps as the runner runs them. */
    async release(version: string) {
      await git('fetch', '--quiet', '--tags', '--force');
      for (const script of scriptsOf('release'))
        await run('bash', ['-eo', 'pipefail', '-c', script], {
          cwd: clone,
          env: { ...env, VERSION: version },
        });
    },
  };
}

test('a version is released when all is checked, as CI checks it', () => {
  expect(release.on.push.tags).toEqual(['v[0-9]+.[0-9]+.[0-9]+']);
  expect(release.jobs.release.needs).toBe('check');
  expect(scriptsOf('check')).toEqual(['.ci/run']);
});

test('the tag of the major version is made, and moves with each release', { tags: ['git'] }, async () => {
  const { release, commit, at, commitOf, asked } = await aRepository();
  for (const version of ['v1.0.0', 'v1.10.0']) {
    await commit(version);
    await release(version);
    expect(await at('v1')).toBe(`${await commitOf(version)}\trefs/tags/v1`);
  }
  expect(await asked()).toBe(
    ['v1.0.0', 'v1.10.0'].map((tag) => `release create ${tag} --verify-tag --generate-notes\n`).join(''),
  );
});

test('an older version, released late, moves no tag; another major has its own', {
  tags: ['git'],
}, async () => {
  const { release, commit, at, commitOf, asked } = await aRepository();
  for (const version of ['v1.9.0', 'v1.10.0', 'v2.0.0']) await commit(version);
  await release('v1.10.0');
  await release('v2.0.0');
  await expect(release('v1.9.0')).rejects.toThrow();
  expect(await at('v1')).toContain(await commitOf('v1.10.0'));
  expect(await at('v2')).toContain(await commitOf('v2.0.0'));
  expect(await asked()).not.toContain('v1.9.0');
});

test('a version beside the default branch is not released', { tags: ['git'] }, async () => {
  const { release, git, at } = await aRepository();
  await git('commit', '--quiet', '--allow-empty', '--message', 'first');
  await git('push', '--quiet', 'origin', 'HEAD:main');
  await git('checkout', '--quiet', '-b', 'aside');
  await git('commit', '--quiet', '--allow-empty', '--message', 'aside');
  await git('tag', 'v1.0.0');
  await git('push', '--quiet', 'origin', 'aside', 'v1.0.0');
  await expect(release('v1.0.0')).rejects.toThrow();
  expect(await at('v1')).toBe('');
});
