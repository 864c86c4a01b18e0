import { resumeJob } from '../../jobs/resume-job.ts';
import { CONTROL_SPEC, controlReply } from '../control-spec.ts';
import { postRoute } from '../route.ts';
import { withStarter } from '../start-ports.ts';

export const resumeRoute = postRoute(
  {
    summary: 'Let a paused job go on',
    description: 'Starts its next run, unless one is alive.',
    ...CONTROL_SPEC,
    problems: [404, 409, 429, 502],
  },
  async ({ fields: { jobId }, ports }) => {
    const resumed = await resumeJob(jobId, withStarter(ports));
    const [message, run] =
      resumed.kind === 'started'
        ? ['Resumed: a run was started', resumed.run]
        : ['Resumed: a run is at work already', null];
    return controlReply({ success: true, jobId, status: 'running', message, ...(run ? { run } : {}) });
  },
);
