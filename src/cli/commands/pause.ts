import type { Command } from 'commander';
import { type DeploymentFlags, jsonFlag, urlFlag } from '../deployment-flags.ts';
import { example } from '../example.ts';
import { jobArgument } from '../job-argument.ts';
import { onDeployment } from '../on-deployment.ts';
import { verbPath } from '../paths.ts';
import type { CommandPorts } from '../ports.ts';
import { controlReplySchema } from '../replies.ts';
import { controlText } from '../reply-texts.ts';

export function registerPause(program: Command, ports: CommandPorts): void {
  program
    .command('pause')
    .description('Let a job wait.')
    .addArgument(jobArgument())
    .addOption(urlFlag())
    .addOption(jsonFlag())
    .addHelpText('after', example('pause batch_job_12345', ports))
    .action((jobId: string, flags: DeploymentFlags) =>
      onDeployment(flags, ports, async ({ api, output }) => {
        const reply = await api.post(verbPath('pause'), { jobId }, controlReplySchema);
        output.reply(reply, controlText(reply));
        return 'done';
      }),
    );
}
