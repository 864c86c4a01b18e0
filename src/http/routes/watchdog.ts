import { callerId } from '../../jobs/control-job.ts';
import { wakeWorkflow } from '../../jobs/wake-workflow.ts';
import { watch } from '../../jobs/watch.ts';
import { Problem } from '../problem.ts';
import { requireWorkflow } from '../require-workflow.ts';
import { getRoute, NO_QUERY } from '../route.ts';
import { withStarter } from '../start-ports.ts';

export const watchdogRoute = getRoute(
  {
    summary: 'Start again each job that no run works on',
    description: 'For a scheduler, with CRON_SECRET as its token. Two at the same time start one run.',
    query: NO_QUERY,
    problems: [502],
  },
  async ({ ports }) => {
    const workflow = requireWorkflow(ports);
    // The repository's variables say what the nightly job is: the workflow reads them there.
    const startNightly = async () => {
      await workflow.startWorkflow({ command: 'nightly' });
      return 'its workflow was started.';
    };
    let damaged = 0;
    const onDamaged = () => {
      damaged += 1;
    };
    const workflowState = await wakeWorkflow(workflow, ports.log);
    const watchPorts = { ...withStarter(ports), onDamaged };
    const { resumed, problems } = await watch(callerId(ports), watchPorts, startNightly);
    const all = [...workflowState.problems, ...problems];
    const [first] = all;
    const enabled = workflowState.enabled ? { workflowEnabled: true } : {};
    if (first === undefined) return Response.json({ success: true, resumed, ...enabled });
    const issues = all.map((message) => ({
      path: /batch_job_[a-z0-9]+/.exec(message)?.[0] ?? '',
      message,
    }));
    throw new Problem(damaged === all.length ? 'redis-unavailable' : 'job-stuck', first, { issues });
  },
);
