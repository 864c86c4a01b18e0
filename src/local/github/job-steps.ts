import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { githubVariables, inputVariables, RUNNER_OS, unexpectedInputs } from './action-environment.ts';
import { readActionFile } from './action-file.ts';
import { isMet } from './expression.ts';
import { createLogReader, type LogLine } from './log-line.ts';
import { parseOutputFile } from './output-file.ts';
import type { RunSite } from './run.ts';
import { evaluateEnvironment, type RunContexts } from './run-contexts.ts';
import { runStepProcess } from './step-process.ts';
import type { Job, Step } from './workflow-file.ts';

/** Gets what happens in the steps of a job. */
export interface JobProgress {
  /** A line of the log, secrets replaced. */
  line(line: LogLine): void;
  /** @param outputs reads what the process has set so far. */
  processStarted(processId: number, outputs: () => Outputs): void;
  processEnded(left: { outputs: Outputs; summary: string }): void;
}

type Outputs = Readonly<Record<string, string>>;

/**
 * Runs the steps of one job in their order: `uses: ./` for real; a checkout and a setup of Node do nothing, since the
 * checkout lies there and this Node is the one.
 *
 * @returns whether all steps succeeded.
 */
export async function runSteps(
  work: {
    jobId: string;
    job: Job;
    environment: Readonly<Record<string, string>>;
    token: string;
    folder: string;
  },
  contexts: RunContexts,
  site: RunSite,
  signal: AbortSignal,
  progress: JobProgress,
): Promise<boolean> {
  const log = createLogReader([work.token, ...Object.values(site.secrets)]);
  const say = (text: string) => progress.line({ level: 'error', text });
  const steps: Record<string, { outputs: Readonly<Record<string, string>> }> = {};
  const github = { ...contexts.github, token: work.token, job: work.jobId };
  const known = { ...contexts, github, secrets: { ...site.secrets, GITHUB_TOKEN: work.token }, steps };
  const jobEnvironment = { ...work.environment, ...evaluateEnvironment(work.job.env, known) };
  let hasFailed = false;

  for (const step of work.job.steps) {
    if (signal.aborted) break;
    const runner = { os: RUNNER_OS, temp: work.folder };
    const outer = { ...known, runner, env: jobEnvironment };
    if (!isMet(step.if ?? 'success()', outer, hasFailed)) continue;
    if (/^actions\/(checkout|setup-node)@/.test(step.uses)) continue;
    const failure =
      step.uses === './'
        ? await runAction(step, outer)
        : `uses: ${step.uses} is not known to the stand-in for GitHub, which runs ./ alone`;
    if (failure === null) continue;
    if (!signal.aborted) say(`The step ${step.name ?? step.uses} ${failure}.`);
    hasFailed ||= !step['continue-on-error'];
  }
  return !hasFailed;

  async function runAction(step: Step, outer: Readonly<Record<string, unknown>>): Promise<string | null> {
    const action = readActionFile(site.root);
    const environment = { ...jobEnvironment, ...evaluateEnvironment(step.env, outer) };
    const inner = { ...outer, env: environment };
    const unexpected = unexpectedInputs(action, step.with);
    if (unexpected.length > 0)
      progress.line({
        level: 'warning',
        text: `Unexpected input(s) '${unexpected.join("', '")}' of ${step.uses}`,
      });
    const files = createRunFiles(work.folder, contexts.github.event);
    const readOutputs = () => parseOutputFile(readFileSync(files.output, 'utf8'));
    try {
      return await runStepProcess({
        file: process.execPath,
        arguments: [join(site.root, action.runs.main)],
        folder: site.root,
        environment: {
          ...site.env,
          ...environment,
          ...githubVariables(github, files),
          ...inputVariables(action, step.with, inner),
        },
        cancelDelays: site.cancelDelays,
        signal,
        onStart: (processId) => progress.processStarted(processId, readOutputs),
        onLine: (text) => {
          const line = log.read(text);
          if (line) progress.line(line);
        },
      });
    } finally {
      const outputs = readOutputs();
      if (step.id !== undefined) steps[step.id] = { outputs };
      progress.processEnded({ outputs, summary: readFileSync(files.summary, 'utf8') });
      rmSync(work.folder, { recursive: true, force: true });
    }
  }
}

function createRunFiles(folder: string, event: unknown) {
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
