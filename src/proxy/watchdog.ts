import * as z from 'zod';
import { resumeStalled } from '../chain/resume-stalled.ts';
import { callerId } from './caller-id.ts';
import { Problem } from './problem.ts';
import { workflowOf } from './proxy-ports.ts';
import { getRoute, NO_QUERY } from './route.ts';

export const watchdogRoute = getRoute(
  {
    path: '/api/cron/resume-stalled',
    access: 'cron',
    summary: 'Start again each job that no run works on',
    description: 'For a scheduler, with CRON_SECRET as its token. Two at the same time start one run.',
    query: NO_QUERY,
    answers: {
      200: {
        description: 'The jobs for which a run was started.',
        schema: z.strictObject({ success: z.literal(true), resumed: z.array(z.string()) }),
        examples: [{ success: true, resumed: ['batch_job_12345'] }],
      },
    },
    problems: [502],
  },
  async ({ ports }) => {
    const workflow = workflowOf(ports);
    const github = {
      async dispatch({ jobId }: { jobId: string }) {
        await workflow.start({ 'job-id': jobId });
      },
    };
    const { resumed, troubles } = await resumeStalled(callerId(ports), { ...ports, github });
    const [first] = troubles;
    if (first === undefined) return Response.json({ success: true, resumed });
    const issues = troubles.map((message) => ({
      path: /batch_job_[a-z0-9]+/.exec(message)?.[0] ?? '',
      message,
    }));
    throw new Problem('job-stuck', first, { issues });
  },
);
