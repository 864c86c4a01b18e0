import type { Command } from 'commander';
import { type DeploymentFlags, jsonFlag, urlFlag } from '../deployment-flags.ts';
import { example } from '../example.ts';
import { jobArgument } from '../job-argument.ts';
import { onDeployment } from '../on-deployment.ts';
import { verbPath } from '../paths.ts';
import type { CommandPorts } from '../ports.ts';
import { controlReplySchema } from '../replies.ts';
import { controlText } from '../reply-texts.ts';
import { everyFlag, type WatchFlags, watchFlag, watchSeconds } from '../watch-flags.ts';
import { watchJob } from '../watch-job.ts';

export function registerResume(program: Command, ports: CommandPorts): void {
  program
    .command('resume')
    .description('Let a paused job go on.')
    .addArgument(jobArgument())
    .addOption(watchFlag())
    .addOption(everyFlag())
    .addOption(urlFlag())
    .addOption(jsonFlag())
    .addHelpText('after', example('resume batch_job_12345 --watch', ports))
    .action((jobId: string, flags: DeploymentFlags & WatchFlags) => {
      const every = watchSeconds(flags);
      return onDeployment(flags, ports, async (client) => {
        const reply = await client.api.post(verbPath('resume'), { jobId }, controlReplySchema);
        client.output.reply(reply, controlText(reply));
        return every === null ? 'done' : watchJob(jobId, every, client);
      });
    });
}
