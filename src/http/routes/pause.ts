import { pauseJob } from '../../jobs/control-job.ts';
import { CONTROL_SPEC, controlReply } from '../control-spec.ts';
import { postRoute } from '../route.ts';

export const pauseRoute = postRoute(
  {
    summary: 'Let a job wait',
    description: 'Its run notices at its next commit; what it has fetched is kept.',
    ...CONTROL_SPEC,
    problems: [404, 409],
  },
  async ({ fields: { jobId }, ports }) => {
    await pauseJob(jobId, ports);
    return controlReply({ success: true, jobId, status: 'paused', message: 'Paused' });
  },
);
