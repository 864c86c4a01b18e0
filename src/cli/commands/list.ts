import type { Command } from 'commander';
import { type DeploymentFlags, jsonFlag, urlFlag } from '../deployment-flags.ts';
import { example } from '../example.ts';
import { wholeNumberFlag } from '../flag.ts';
import { onDeployment } from '../on-deployment.ts';
import { jobsPath } from '../paths.ts';
import type { CommandPorts } from '../ports.ts';
import { jobsReplySchema } from '../replies.ts';
import { listText } from '../reply-texts.ts';

const LIMITS = [1, 100] as const;

export function registerList(program: Command, ports: CommandPorts): void {
  program
    .command('list')
    .description('Show the newest jobs.')
    .addOption(wholeNumberFlag('limit', 'N', `How many jobs, from ${LIMITS[0]} to ${LIMITS[1]}.`, LIMITS))
    .addOption(urlFlag())
    .addOption(jsonFlag())
    .addHelpText('after', example('list --limit 5', ports))
    .action((flags: DeploymentFlags & { limit?: number }) =>
      onDeployment(flags, ports, async ({ api, output }) => {
        const reply = await api.get(jobsPath(flags.limit ?? null), jobsReplySchema);
        output.reply(reply, listText(reply));
        return 'done';
      }),
    );
}
