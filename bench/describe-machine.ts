import { execFile } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';

/** The lines above the figures of a run: what they were measured on, and of which commit. */
export async function describeMachine(): Promise<string> {
  const processors = cpus();
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  const { stdout } = await promisify(execFile)('git', ['log', '-1', '--format=%h of %cs']).catch(() => ({
    stdout: 'unknown',
  }));
  return (
    `Machine: ${processors.length} × ${processors[0]?.model ?? 'unknown'}, ${gigabytes} GB, ${process.platform}, ` +
    `Node ${process.version}. Commit: ${stdout.trim()}.`
  );
}
