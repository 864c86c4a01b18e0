import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { interpolate, isMet } from './expression.ts';
import { createLogReader, type LogLine } from './log-line.ts';
import type { Conclusion, Run, RunSite } from './run.ts';
import { evaluateEnvironment, type RunContexts } from './run-contexts.ts';
import {
  createRunFiles,
  githubVariables,
  inputVariables,
  parseOutputs,
  RUNNER_OS,
  unexpectedInputs,
} from './step-environment.ts';
import { runStepProcess } from './step-process.ts';
import type { Texts } from './triggers.ts';
import { type Job, readActionFile, type Step } from './workflow-file.ts';

/** One job of a run. */
export interface JobWork {
  readonly jobId: string;
  readonly job: Job;
  readonly run: Run;
  readonly contexts: RunContexts;
  readonly site: RunSite;
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal;
  say(line: LogLine): void;
}

/**
 * Runs the steps of one job in their order, within its time and with a token that is revoked at its end: `uses: ./` for
 * real; a checkout and a setup of Node do nothing, since the checkout lies there and this Node is the one.
 */
export async function runWorkflowJob(work: JobWork): Promise<Conclusion> {
  const { jobId, job, run, contexts, site, signal, say } = work;
  const { permissions, env: workflowEnvironment } = run.workflow;
  if (!isMet(job.if, contexts, false)) return 'skipped';
  const token = site.tokens.issue(job.permissions ?? permissions);
  const minutes = Number(interpolate(job['timeout-minutes'], contexts));
  const exceeded = () =>
    run.cancel(`the job ${jobId} has worked for ${minutes} minutes, its timeout-minutes`);
  const timeout = setTimeout(exceeded, minutes * MILLISECONDS_PER_MINUTE);
  try {
    return await runSteps();
  } finally {
    clearTimeout(timeout);
    site.tokens.revoke(token);
  }

  async function runSteps(): Promise<Conclusion> {
    const log = createLogReader([token, ...Object.values(site.secrets)]);
    const runFolder = join(site.runsFolder, String(run.id));
    const steps: Record<string, { outputs: Texts }> = {};
    const github = { ...contexts.github, token, job: jobId };
    const secrets = { ...site.secrets, GITHUB_TOKEN: token };
    const known = { ...contexts, github, secrets, steps };
    const env = {
      ...evaluateEnvironment(workflowEnvironment, known),
      ...evaluateEnvironment(job.env, known),
    };
    const outer = { ...known, runner: { os: RUNNER_OS, temp: runFolder }, env };
    let hasFailed = false;
    for (const step of job.steps) {
      if (signal.aborted) break;
      if (!isMet(step.if, outer, hasFailed)) continue;
      if (/^actions\/(checkout|setup-node)@/.test(step.uses)) continue;
      const folder = step.uses === './' ? site.root : site.actions[step.uses];
      const failure =
        folder === undefined
          ? `uses: ${step.uses} is not known to the stand-in for GitHub, which runs ./ alone`
          : await runAction(step, folder);
      if (failure === null) continue;
      if (!signal.aborted) say({ level: 'error', text: `The step ${step.name ?? step.uses} ${failure}.` });
      hasFailed ||= !step['continue-on-error'];
    }
    return signal.aborted ? 'cancelled' : hasFailed ? 'failure' : 'success';

    async function runAction(step: Step, actionFolder: string): Promise<string | null> {
      const action = readActionFile(actionFolder);
      const environment = { ...env, ...evaluateEnvironment(step.env, outer) };
      const unexpected = unexpectedInputs(action, step.with).join("', '");
      if (unexpected) say({ level: 'warning', text: `Unexpected input(s) '${unexpected}' of ${step.uses}` });
      const files = createRunFiles(runFolder, contexts.github.event);
      const readOutputs = () => parseOutputs(readFileSync(files.GITHUB_OUTPUT, 'utf8'));
      try {
        return await runStepProcess({
          file: process.execPath,
          arguments: [join(actionFolder, action.runs.main)],
          folder: site.root,
          environment: {
            ...site.env,
            ...environment,
            ...githubVariables(github, files),
            ...inputVariables(action, step.with, { ...outer, env: environment }),
          },
          cancelDelays: site.cancelDelays,
          signal,
          onStart(processId) {
            run.processId = processId;
            run.readOutputs = readOutputs;
          },
          onLine(text) {
            const line = log.read(text);
            if (line) say(line);
          },
        });
      } finally {
        const outputs = readOutputs();
        if (step.id !== undefined) steps[step.id] = { outputs };
        run.processId = null;
        run.readOutputs = () => outputs;
        run.summary += readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8');
        rmSync(runFolder, { recursive: true, force: true });
      }
    }
  }
}

const MILLISECONDS_PER_MINUTE = 60_000;
