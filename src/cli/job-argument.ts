import { Argument } from 'commander';
import { JOB_ID } from '../core/job.ts';
import { shown } from '../core/shown.ts';
import { UsageError } from './client-error.ts';

/** The job that a command is about. */
export function jobArgument(): Argument {
  return new Argument('<JOB>').argParser((text) => {
    if (JOB_ID.test(text)) return text;
    throw new UsageError(`${shown(text)} is no job id: one is like batch_job_12345.`);
  });
}
