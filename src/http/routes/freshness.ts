import * as z from 'zod/mini';
import type { NightlyReport } from '../../jobs/nightly-report.ts';
import { readFreshness } from '../../jobs/read-freshness.ts';
import { taggedJson } from '../etag.ts';
import { universeField } from '../fields.ts';
import type { NightlyReply } from '../replies/freshness.ts';
import { getRoute } from '../route.ts';

export const freshnessRoute = getRoute(
  {
    summary: 'How many tickers of a universe hold the last session',
    description: 'From the index alone: no document is read.',
    query: z.object({ universe: universeField }),
    headers: { 'If-None-Match': 'The ETag of an earlier answer: 304 while the numbers are the same.' },
  },
  async ({ fields: { universe }, request, ports }) => {
    const { nightly, session, universe: found, ...counts } = await readFreshness(universe, ports);
    const body = {
      ...{ success: true, session, universe: found, ...counts },
      ...(nightly && { nightly: renderNightly(nightly) }),
    };
    return taggedJson(request, { ...body, asOf: new Date(ports.clock.now()).toISOString() }, body);
  },
);

function renderNightly(report: NightlyReport): NightlyReply {
  const { due, begun, next, nextLook } = report;
  return {
    ...report,
    due: isoOf(due),
    begun: begun === null ? null : isoOf(begun),
    next: isoOf(next),
    nextLook: isoOf(nextLook),
  };
}

function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
