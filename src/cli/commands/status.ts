import type { Command } from 'commander';
import { type DeploymentFlags, jsonFlag, urlFlag } from '../deployment-flags.ts';
import { example } from '../example.ts';
import { jobArgument } from '../job-argument.ts';
import { type Client, type Outcome, onDeployment } from '../on-deployment.ts';
import { jobStatusPath } from '../paths.ts';
import type { CommandPorts } from '../ports.ts';
import { statusReplySchema } from '../replies.ts';
import { hasEnded } from '../reply-texts.ts';
import { everyFlag, type WatchFlags, watchFlag, watchSeconds } from '../watch-flags.ts';
import { watchJob } from '../watch-job.ts';

export function registerStatus(program: Command, ports: CommandPorts): void {
  program
    .command('status')
    .description('Show how far a job is.')
    .addArgument(jobArgument())
    .addOption(watchFlag())
    .addOption(everyFlag())
    .addOption(urlFlag())
    .addOption(jsonFlag())
    .addHelpText('after', example('status batch_job_12345 --watch', ports))
    .action((jobId: string, flags: DeploymentFlags & WatchFlags) => {
      const every = watchSeconds(flags);
      return onDeployment(flags, ports, (client) =>
        every === null ? showStatus(jobId, client) : watchJob(jobId, every, client),
      );
    });
}

async function showStatus(jobId: string, { api, output }: Client): Promise<Outcome> {
  const status = await api.get(jobStatusPath(jobId), statusReplySchema);
  output.follow(status);
  output.conclude(status);
  return hasEnded(status) && status.status !== 'completed' ? 'failed' : 'done';
}
