import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withTickersFile } from '../../src/github/tickers-file.ts';
import { inputsOf } from '../support/chain-run.ts';

/** A repository that is checked out beside a file that is none of its own. */
async function aWorkspace(files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-workspace-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const workspace = join(folder, 'repository');
  for (const name of ['lists/more', '.git']) await mkdir(join(workspace, name), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'SECRET');
  await writeFile(join(workspace, '.git/config'), 'SECRET');
  for (const [name, content] of Object.entries(files)) await writeFile(join(workspace, name), content);
  await symlink(join(folder, 'secret.txt'), join(workspace, 'lists/out.txt'));
  return workspace;
}

const read = (workspace: string, file: string) =>
  withTickersFile(inputsOf({ 'tickers-file': file }), null, workspace);

test.each([['lists/mine.txt'], ['./lists/../lists/mine.txt'], ['..list.txt']])(
  'the tickers come from %s',
  async (file) => {
    const text = '\ufeffAAPL\r\nMSFT\r\n';
    const workspace = await aWorkspace({ 'lists/mine.txt': text, '..list.txt': text });
    expect((await read(workspace, file)).tickers).toBe('AAPL\r\nMSFT');
    expect((await read(workspace, join(workspace, file))).tickers).toBe('AAPL\r\nMSFT');
  },
);

test('a list of 20,000 symbols, which no variable holds, is read', async () => {
  const list = Array.from({ length: 20_000 }, (_, index) => `LONGTICKER${index}`).join('\n');
  const workspace = await aWorkspace({ 'lists/mine.txt': list });
  expect((await read(workspace, 'lists/mine.txt')).tickers).toBe(list);
});

test.each([
  ['../secret.txt', 'it must be a file of the repository'],
  ['/etc/hostname', 'it must be a file of the repository'],
  ['lists/../../secret.txt', 'it must be a file of the repository'],
  ['lists/out.txt', 'it must be a file of the repository'],
  ['.git/config', 'it must be a file of the repository'],
  ['lists/../.GIT/config', 'it must be a file of the repository'],
  [
    'lists/none.txt',
    'there is no such file in the repository; a step with actions/checkout must come before',
  ],
  ['lists/mine.txt/x', 'there is no such file in the repository'],
  ['lists\0.txt', 'there is no such file in the repository'],
  ['lists', 'it must be a file, such as lists/mine.txt'],
  ['.', 'it must be a file, such as lists/mine.txt'],
  ['lists/empty.txt', 'it is empty, and must hold at least one symbol'],
  ['lists/image.png', 'it must be text'],
  ['lists/large.txt', 'it holds 1048577 bytes, and at most 1048576 are allowed'],
])('%j is refused in one sentence: %s', async (file, words) => {
  const workspace = await aWorkspace({
    'lists/mine.txt': 'AAPL',
    'lists/empty.txt': ' \n',
    'lists/image.png': new Uint8Array([137, 80, 78, 71, 0, 0]),
    'lists/large.txt': 'A'.repeat(1_048_577),
  });
  const error = await read(workspace, file).catch((one: unknown) => one);
  expect(error).toMatchObject({ name: 'InputRefused', message: expect.stringContaining(words) });
  expect(String(error)).toMatch(/^InputRefused: tickers-file is "[^\n\0]+\.$/);
  expect(String(error)).not.toContain('SECRET');
});

test('tickers and a file of tickers at once are refused', async () => {
  const inputs = inputsOf({ tickers: 'AAPL', 'tickers-file': 'lists/mine.txt' });
  await expect(withTickersFile(inputs, null, '/nowhere')).rejects.toThrow('it must be one of both');
});

test('without a file nothing is read', async () => {
  const inputs = inputsOf({ tickers: 'AAPL' });
  expect(await withTickersFile(inputs, null, '/nowhere')).toBe(inputs);
});

test('a job that its event names is continued without the file', async () => {
  const event = { v: 1, jobId: 'batch_job_12345', lane: 1 } as const;
  const inputs = inputsOf({ 'tickers-file': 'lists/mine.txt' });
  expect(await withTickersFile(inputs, event, '/nowhere')).toEqual({ ...inputs, tickersFile: undefined });
});

test('for a job that job-id names the file is read, to be compared with its list', async () => {
  const workspace = await aWorkspace({ 'lists/mine.txt': 'AAPL\nMSFT\n' });
  const inputs = inputsOf({ 'tickers-file': 'lists/mine.txt', 'job-id': 'batch_job_12345' });
  expect(await withTickersFile(inputs, null, workspace)).toEqual({ ...inputs, tickers: 'AAPL\nMSFT' });
});

test('for a job that job-id names a file that cannot be read is left to the refusal of fixed options', async () => {
  const inputs = inputsOf({ 'tickers-file': 'lists/mine.txt', 'job-id': 'batch_job_12345' });
  expect(await withTickersFile(inputs, null, '/nowhere')).toBe(inputs);
});
