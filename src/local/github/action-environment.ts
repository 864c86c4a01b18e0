import type { ActionFile } from './action-file.ts';
import { type Contexts, interpolate } from './expression.ts';

/**
 * The variables `INPUT_…` of a step `uses: ./`. An input that `with:` names keeps its value, even an empty one;
 * one that it leaves out gets the default of the `action.yml`.
 */
export function inputVariables(
  action: ActionFile,
  given: Readonly<Record<string, string>>,
  contexts: Contexts,
): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, input] of Object.entries(action.inputs))
    variables[inputVariable(name)] = interpolate(input.default, contexts);
  for (const [name, value] of Object.entries(given))
    variables[inputVariable(name)] = interpolate(value, contexts);
  return variables;
}

/** The inputs of `with:` that the action does not know; GitHub warns of them and passes them on. */
export function unexpectedInputs(action: ActionFile, given: Readonly<Record<string, string>>): string[] {
  return Object.keys(given).filter((name) => !Object.hasOwn(action.inputs, name));
}

/**
 * The variables `GITHUB_…` and `RUNNER_…` for a context `github` and the files of the run. The token is not among
 * them: at GitHub, too, an action gets it only as an input.
 */
export function githubVariables(
  github: Readonly<Record<string, unknown>>,
  files: Readonly<Record<'event' | 'output' | 'summary' | 'state' | 'env' | 'path' | 'temporary', string>>,
): Record<string, string> {
  const named = Object.entries(github)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[0] !== 'token')
    .map(([name, value]): [string, string] => [`GITHUB_${name.toUpperCase()}`, value]);
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
export function machineVariables(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const inherited = Object.entries(environment).filter((entry): entry is [string, string] => {
    const [name, value] = entry;
    return value !== undefined && INHERITED.has(name.toUpperCase());
  });
  return Object.fromEntries(inherited);
}

export const RUNNER_OS =
  process.platform === 'darwin' ? 'macOS' : process.platform === 'win32' ? 'Windows' : 'Linux';

const INHERITED = new Set([
  ...['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TMPDIR', 'TMP', 'TEMP', 'SYSTEMROOT', 'USERPROFILE'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NODE_USE_ENV_PROXY', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'],
]);

function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}
