import { mayRead } from '../access.ts';
import { Problem } from '../problem.ts';
import { getRoute, NO_QUERY } from '../route.ts';

export const healthRoute = getRoute(
  {
    summary: 'Whether Redis and GitHub answer, and a run could be started',
    description:
      'The problems are shown to callers with a token, for whom Redis is also written to, and GitHub asked when the schedule came; others see only that there are some.',
    query: NO_QUERY,
    problems: [503],
  },
  async ({ request, ports }) => {
    const isTold = mayRead(request, ports.access);
    const issues = await ports.health(isTold ? 'thorough' : 'cheap');
    if (issues.length === 0) return Response.json({ success: true, status: 'ok' });
    throw new Problem('unhealthy', isTold ? 'Not all is well: see issues.' : 'Not all is well.', {
      issues: isTold ? [...issues] : [],
    });
  },
);
