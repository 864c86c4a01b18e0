import { InputRefused } from '../core/input-refused.ts';
import type { Job } from '../core/job.ts';
import { completeOptions } from '../core/options.ts';
import type { ActionInputs } from '../github/inputs.ts';
import { loadUniverse } from '../tickers/universe.ts';
import { createJob, newJobId } from './create-job.ts';
import { LOG_LINES } from './log-lines.ts';
import type { RunPorts } from './run-ports.ts';

/** Makes a job from the inputs, and says so. */
export async function startJob(inputs: ActionInputs, ports: RunPorts): Promise<Job> {
  const { redis, source, clock, random, fetch, log } = ports;
  const tickerSource = inputs.tickerSource ?? (inputs.tickers ? 'custom' : 'sp500');
  if (inputs.tickers && tickerSource !== 'custom') {
    throw new InputRefused(`tickers are given, but ticker-source is "${tickerSource}": it must be custom.`);
  }
  const [universe, priceSource] = await Promise.all([
    loadUniverse({
      source: tickerSource,
      tickers: inputs.tickers,
      now: new Date(clock.now()),
      fetch,
      origin: ports.tickerListUrl,
    }),
    source.name(),
  ]);
  log(universe.note);
  const id = newJobId(clock.now(), random);
  log(LOG_LINES.creating(id, universe.tickers.length));
  const request = {
    tickerSource,
    tickers: universe.tickers,
    priceSource,
    options: completeOptions(inputs.options),
    started: true,
  };
  const job = await createJob(redis, id, request, clock.now());
  log(LOG_LINES.processing(job));
  return job;
}
