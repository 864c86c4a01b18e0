import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { expect, test, vi } from 'vitest';
import { processesOf } from '../../support/npm-start.ts';

/** A process that runs a step which says nothing more after its first line, and would wait for ever. */
function runnerOf(mark: string): string {
  const command = {
    file: process.execPath,
    arguments: ['-e', 'console.log("at work"); setInterval(() => {}, 1000)'],
    folder: tmpdir(),
    environment: { MARK: mark },
    cancelDelays: { untilTerminate: 1_000, untilKill: 1_000 },
  };
  const module = new URL('../../../src/local/github/step-process.ts', import.meta.url).href;
  return `
    import { runStepProcess } from ${JSON.stringify(module)};
    const onStart = () => undefined;
    await runStepProcess({ ...${JSON.stringify(command)}, signal: new AbortController().signal, onStart, onLine: console.log });
  `;
}

test('a step ends when what runs it is killed, even if it has nothing to say', async () => {
  const mark = randomUUID();
  const code = runnerOf(mark);
  const runner = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(runner.stdout, 'data');
  expect(processesOf(mark)).toHaveLength(1);
  runner.kill('SIGKILL');
  await vi.waitFor(() => expect(processesOf(mark)).toEqual([]), { timeout: 5_000, interval: 20 });
});
