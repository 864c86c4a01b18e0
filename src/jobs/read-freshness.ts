import { type FreshnessReport, freshnessReport } from '../core/freshness-report.ts';
import type { TickerSource } from '../core/job.ts';
import { readKnown } from '../store/ticker-index.ts';
import { findUniverse, type UniversePorts } from './find-universe.ts';
import { type NightlyReport, nightlyReport } from './nightly-report.ts';
import type { JobPorts } from './ports.ts';

/**
 * How fresh a universe is, from the index and the markers alone: two commands for any number of tickers, and some to
 * find the last nightly universe if none is named. Those also say what became of the nightly job; null if one is named.
 */
export async function readFreshness(
  named: Exclude<TickerSource, 'custom'> | undefined,
  ports: UniversePorts & Pick<JobPorts, 'source'>,
): Promise<FreshnessReport & { universe: TickerSource; nightly: NightlyReport | null }> {
  const { universe, tickers, sessionJobs } = await findUniverse(named, ports);
  const known = await readKnown(ports.redis, tickers, async () => () => false);
  const source = await ports.source.name();
  const now = ports.clock.now();
  const nightly = sessionJobs && nightlyReport(sessionJobs, now);
  return { universe, ...freshnessReport(tickers, known, source, now), nightly };
}
