import type { Run } from './run.ts';
import { WORKFLOWS_FOLDER } from './workflow-file.ts';

/** A run as the API of GitHub describes it. */
export function describeRun(run: Run, { url, repository }: { url: string; repository: string }) {
  return {
    id: run.id,
    name: run.workflow.name ?? run.workflow.file,
    display_title: run.title,
    run_number: run.number,
    run_attempt: 1,
    event: run.event.name,
    path: `${WORKFLOWS_FOLDER}/${run.workflow.file}`,
    status: run.state.status,
    conclusion: run.state.status === 'completed' ? run.state.conclusion : null,
    url: `${url}/repos/${repository}/actions/runs/${run.id}`,
    html_url: `${url}/${repository}/actions/runs/${run.id}`,
  };
}

/** A run's log as text, in place of the page that GitHub shows. */
export function showLog(run: Run): string {
  const lines = run.log.map(({ level, text }) => (level === 'plain' ? text : `${level}: ${text}`));
  return [run.title, ...lines, run.state.status, ''].join('\n');
}
