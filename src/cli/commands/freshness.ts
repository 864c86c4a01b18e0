import type { Command } from 'commander';
import { type DeploymentFlags, jsonFlag, urlFlag } from '../deployment-flags.ts';
import { example } from '../example.ts';
import { onDeployment } from '../on-deployment.ts';
import { reportPath } from '../paths.ts';
import type { CommandPorts } from '../ports.ts';
import { freshnessReplySchema } from '../replies.ts';
import { freshnessText } from '../reply-texts.ts';
import { universeFlag } from '../universe-flag.ts';

export function registerFreshness(program: Command, ports: CommandPorts): void {
  program
    .command('freshness')
    .description('Show how many tickers hold the last session; ends with 1 if any does not.')
    .addOption(universeFlag())
    .addOption(urlFlag())
    .addOption(jsonFlag())
    .addHelpText('after', example('freshness --universe sp500', ports))
    .action((flags: DeploymentFlags & { universe?: string }) =>
      onDeployment(flags, ports, async ({ api, output }) => {
        const reply = await api.get(reportPath('freshness', flags), freshnessReplySchema);
        output.reply(reply, freshnessText(reply));
        return reply.fresh === reply.total ? 'done' : 'failed';
      }),
    );
}
