import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contexts, interpolate } from './expression.ts';
import type { Texts } from './triggers.ts';
import type { ActionFile } from './workflow-file.ts';

/** The files of a step, by the variable that names each. */
export type RunFiles = ReturnType<typeof createRunFiles>;

export function createRunFiles(folder: string, event: unknown) {
  const temporary = join(folder, 'temporary');
  mkdirSync(temporary, { recursive: true });
  const create = (name: string, text = '') => {
    const path = join(folder, name);
    // The event may name what the user asked for, and the output files what a job found: for the owner alone.
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  return {
    GITHUB_EVENT_PATH: create('event.json', JSON.stringify(event)),
    GITHUB_OUTPUT: create('output'),
    GITHUB_STEP_SUMMARY: create('summary.md'),
    GITHUB_STATE: create('state'),
    GITHUB_ENV: create('env'),
    GITHUB_PATH: create('path'),
    RUNNER_TEMP: temporary,
  };
}

/**
 * What a file of `GITHUB_OUTPUT` says: lines `name=value`, or `name<<DELIMITER`, the value's lines, and the
 * delimiter. A block that was not finished, because the step was killed while it wrote, counts for nothing.
 */
export function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const [, name = '', sign, rest = ''] = /^([^=]+?)(<<|=)(.*)$/.exec(lines[index] ?? '') ?? [];
    const end = sign === '<<' ? lines.indexOf(rest, index + 1) : index;
    if (end === -1) break;
    if (sign) outputs[name] = sign === '=' ? rest : lines.slice(index + 1, end).join('\n');
    index = end;
  }
  return outputs;
}

/** The variables `GITHUB_…` and `RUNNER_…`, but for the token: an action gets it only as an input. */
export function githubVariables(github: Contexts, files: RunFiles): Record<string, string> {
  const named = Object.entries(github).flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'token' ? [[`GITHUB_${name.toUpperCase()}`, value] as const] : [],
  );
  return {
    ...Object.fromEntries(named),
    ...files,
    ...{ GITHUB_ACTIONS: 'true', CI: 'true' },
    ...{ RUNNER_NAME: 'local', RUNNER_OS, RUNNER_ENVIRONMENT: 'self-hosted' },
  };
}

/** The variables `INPUT_…` of a step: those that `with:` names, even empty ones, and defaults for the others. */
export function inputVariables({ inputs }: ActionFile, given: Texts, contexts: Contexts): Texts {
  const defaults = Object.entries(inputs).map(([name, input]) => [name, input.default] as const);
  return Object.fromEntries(
    [...defaults, ...Object.entries(given)].map(([name, template]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      interpolate(template, contexts),
    ]),
  );
}

/** The inputs of `with:` that the action does not know; GitHub warns of them and passes them on. */
export function unexpectedInputs({ inputs }: ActionFile, given: Texts): string[] {
  return Object.keys(given).filter((name) => !Object.hasOwn(inputs, name));
}

/**
 * What a run inherits from this machine: its paths and its way to the network. Everything else comes through the
 * workflow, so that what it forgot is missing as it would be at GitHub, and no credential of the shell reaches a run.
 */
export function machineVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  const inherited = Object.entries(env).filter(([name]) => INHERITED.has(name.toUpperCase()));
  return Object.fromEntries(inherited.map(([name, value = '']) => [name, value]));
}

export const RUNNER_OS =
  process.platform === 'darwin' ? 'macOS' : process.platform === 'win32' ? 'Windows' : 'Linux';

const INHERITED = new Set([
  ...['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TMPDIR', 'TMP', 'TEMP', 'SYSTEMROOT', 'USERPROFILE'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NODE_USE_ENV_PROXY', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'],
]);
