import { type DatabaseUse, type Forecast, forecastJob, misfit } from '../core/forecast.ts';
import type { Job } from '../core/job.ts';
import type { Redis } from '../store/redis.ts';
import { countKeys, readServerInfo } from '../store/server-info.ts';
import { type CreatedJob, type CreatePorts, type JobRequest, planJob } from './create-job.ts';

/** What a job would do, and take. */
export interface JobForecast extends Forecast {
  job: Job;
  database: DatabaseUse;
  /** Why it does not fit, in a sentence; null if it does. */
  misfit: string | null;
}

/** Of a job that is not made: what Redis is asked are the commands of a plan, and two more. Nothing is written. */
export async function forecastStart(request: JobRequest, ports: CreatePorts): Promise<JobForecast> {
  const { job, replacedBytes } = await planJob(request, ports);
  const [info, keys] = await Promise.all([readServerInfo(ports.redis), countKeys(ports.redis)]);
  const { usedBytes, limitBytes } = info;
  const database = { usedBytes, limitBytes, keys };
  const forecast = forecastJob(job, replacedBytes);
  return { ...forecast, job, database, misfit: misfit(forecast, database) };
}

/** Less than one commit: no warning is worth a command. */
const FEW_BYTES = 8_000_000;

/** Why a job that was made does not fit; null if it does. One command, none for a job that adds little. */
export async function misfitOf({ job, replacedBytes }: CreatedJob, redis: Redis): Promise<string | null> {
  const forecast = forecastJob(job, replacedBytes);
  if (forecast.addedBytes < FEW_BYTES) return null;
  const { usedBytes, limitBytes } = await readServerInfo(redis);
  return misfit(forecast, { usedBytes, limitBytes, keys: null });
}
