import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a step finds its event, and leaves its outputs and its summary. */
export type RunFiles = Readonly<
  Record<'event' | 'output' | 'summary' | 'state' | 'env' | 'path' | 'temporary', string>
>;

export function createRunFiles(folder: string, event: unknown): RunFiles {
  const temporary = join(folder, 'temporary');
  mkdirSync(temporary, { recursive: true });
  const create = (name: string, text = '') => {
    const path = join(folder, name);
    // The event may name what the user asked for, and the output files what a job found: for the owner alone.
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  return {
    event: create('event.json', JSON.stringify(event)),
    output: create('output'),
    summary: create('summary.md'),
    state: create('state'),
    env: create('env'),
    path: create('path'),
    temporary,
  };
}

/**
 * Reads the file behind `GITHUB_OUTPUT`: lines `name=value`, or `name<<DELIMITER`, the value's lines, and the
 * delimiter. A block that was not finished, because the step was killed while it wrote, counts for nothing.
 */
export function readOutputs({ output }: Pick<RunFiles, 'output'>): Record<string, string> {
  return parseOutputs(readFileSync(output, 'utf8'));
}

export function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const [, name, delimiter] = /^([^=]+?)<<(.+)$/.exec(line) ?? [];
    if (name && delimiter) {
      const end = lines.indexOf(delimiter, index + 1);
      if (end === -1) break;
      outputs[name] = lines.slice(index + 1, end).join('\n');
      index = end;
    } else if (line.indexOf('=') > 0) {
      outputs[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    }
  }
  return outputs;
}

/**
 * The variables `GITHUB_…` and `RUNNER_…` for a context `github` and the files of the run. The token is not among
 * them: at GitHub, too, an action gets it only as an input.
 */
export function githubVariables(
  github: Readonly<Record<string, unknown>>,
  files: RunFiles,
): Record<string, string> {
  const named = Object.entries(github).flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'token' ? [[`GITHUB_${name.toUpperCase()}`, value] as const] : [],
  );
  return {
    ...Object.fromEntries(named),
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_PATH: files.event,
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_STATE: files.state,
    GITHUB_ENV: files.env,
    GITHUB_PATH: files.path,
    CI: 'true',
    RUNNER_TEMP: files.temporary,
    RUNNER_NAME: 'local',
    RUNNER_OS,
    RUNNER_ENVIRONMENT: 'self-hosted',
  };
}

/**
 * What a run inherits from this machine: its paths and its way to the network. Everything else comes through the
 * workflow, so that a variable that the workflow forgot is missing here as it would be at GitHub, and no
 * credential of the shell reaches a run.
 */
export function machineVariables(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && INHERITED.has(name.toUpperCase()) ? [[name, value]] : [],
    ),
  );
}

export const RUNNER_OS =
  process.platform === 'darwin' ? 'macOS' : process.platform === 'win32' ? 'Windows' : 'Linux';

const INHERITED = new Set([
  ...['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TMPDIR', 'TMP', 'TEMP', 'SYSTEMROOT', 'USERPROFILE'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NODE_USE_ENV_PROXY', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'],
]);
