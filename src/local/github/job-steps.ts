import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inputVariables, readActionFile, unexpectedInputs } from './action-file.ts';
import { isMet } from './expression.ts';
import { createLogReader, type LogLine } from './log-line.ts';
import type { RunSite } from './run.ts';
import { evaluateEnvironment, type RunContexts } from './run-contexts.ts';
import { createRunFiles, githubVariables, RUNNER_OS, readOutputs } from './step-environment.ts';
import { runStepProcess } from './step-process.ts';
import type { Job, Step } from './workflow-file.ts';

type Texts = Readonly<Record<string, string>>;

/** Gets what happens in the steps of a job. */
export interface JobProgress {
  /** A line of the log, secrets replaced. */
  line(line: LogLine): void;
  /** @param outputs reads what the process has set so far. */
  processStarted(processId: number, outputs: () => Texts): void;
  processEnded(left: { outputs: Texts; summary: string }): void;
}

/**
 * Runs the steps of one job in their order: `uses: ./` for real; a checkout and a setup of Node do nothing, since the
 * checkout lies there and this Node is the one.
 *
 * @returns whether all steps succeeded.
 */
export async function runSteps(
  work: { jobId: string; job: Job; environment: Texts; token: string; folder: string },
  contexts: RunContexts,
  site: RunSite,
  signal: AbortSignal,
  progress: JobProgress,
): Promise<boolean> {
  const log = createLogReader([work.token, ...Object.values(site.secrets)]);
  const steps: Record<string, { outputs: Texts }> = {};
  const github = { ...contexts.github, token: work.token, job: work.jobId };
  const known = { ...contexts, github, secrets: { ...site.secrets, GITHUB_TOKEN: work.token }, steps };
  const jobEnvironment = { ...work.environment, ...evaluateEnvironment(work.job.env, known) };
  const outer = { ...known, runner: { os: RUNNER_OS, temp: work.folder }, env: jobEnvironment };
  let hasFailed = false;

  for (const step of work.job.steps) {
    if (signal.aborted) break;
    if (!isMet(step.if ?? 'success()', outer, hasFailed)) continue;
    if (/^actions\/(checkout|setup-node)@/.test(step.uses)) continue;
    const failure =
      step.uses === './'
        ? await runAction(step)
        : `uses: ${step.uses} is not known to the stand-in for GitHub, which runs ./ alone`;
    if (failure === null) continue;
    const text = `The step ${step.name ?? step.uses} ${failure}.`;
    if (!signal.aborted) progress.line({ level: 'error', text });
    hasFailed ||= !step['continue-on-error'];
  }
  return !hasFailed;

  async function runAction(step: Step): Promise<string | null> {
    const action = readActionFile(site.root);
    const environment = { ...jobEnvironment, ...evaluateEnvironment(step.env, outer) };
    const unexpected = unexpectedInputs(action, step.with).join("', '");
    if (unexpected)
      progress.line({ level: 'warning', text: `Unexpected input(s) '${unexpected}' of ${step.uses}` });
    const files = createRunFiles(work.folder, contexts.github.event);
    try {
      return await runStepProcess({
        file: process.execPath,
        arguments: [join(site.root, action.runs.main)],
        folder: site.root,
        environment: {
          ...site.env,
          ...environment,
          ...githubVariables(github, files),
          ...inputVariables(action, step.with, { ...outer, env: environment }),
        },
        cancelDelays: site.cancelDelays,
        signal,
        onStart: (processId) => progress.processStarted(processId, () => readOutputs(files)),
        onLine(text) {
          const line = log.read(text);
          if (line) progress.line(line);
        },
      });
    } finally {
      const outputs = readOutputs(files);
      if (step.id !== undefined) steps[step.id] = { outputs };
      progress.processEnded({ outputs, summary: readFileSync(files.summary, 'utf8') });
      rmSync(work.folder, { recursive: true, force: true });
    }
  }
}
