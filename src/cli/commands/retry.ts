import type { Command } from 'commander';
import { FAILURE_CODES } from '../../core/job.ts';
import { UsageError } from '../client-error.ts';
import { type DeploymentFlags, jsonFlag, urlFlag } from '../deployment-flags.ts';
import { example } from '../example.ts';
import { choiceFlag, valueFlag } from '../flag.ts';
import { jobArgument } from '../job-argument.ts';
import { type KeyFlag, keyFlag, keyHeader } from '../key-flag.ts';
import { onDeployment } from '../on-deployment.ts';
import { verbPath } from '../paths.ts';
import type { CommandPorts } from '../ports.ts';
import { startedReplySchema } from '../replies.ts';
import { startedText } from '../reply-texts.ts';
import { readTickersFlag } from '../start-request.ts';
import { everyFlag, type WatchFlags, watchFlag, watchSeconds } from '../watch-flags.ts';
import { watchJob } from '../watch-job.ts';

type RetryFlags = DeploymentFlags & WatchFlags & KeyFlag & { code?: string; tickers?: string | string[] };

export function registerRetry(program: Command, ports: CommandPorts): void {
  program
    .command('retry')
    .description('Make a job of the failed tickers of one that has ended.')
    .addArgument(jobArgument())
    .addOption(
      choiceFlag('code', `Only those that failed as ${FAILURE_CODES.join(', ')}.`, FAILURE_CODES, 'CODE'),
    )
    .addOption(valueFlag('tickers', 'AAPL,BRK.B', 'Only these.', readTickersFlag))
    .addOption(keyFlag())
    .addOption(watchFlag())
    .addOption(everyFlag())
    .addOption(urlFlag())
    .addOption(jsonFlag())
    .addHelpText('after', example('retry batch_job_12345 --code no-answer', ports))
    .action((jobId: string, flags: RetryFlags) => {
      const every = watchSeconds(flags);
      const body = { jobId, ...selection(flags) };
      return onDeployment(flags, ports, async (client) => {
        const reply = await client.api.post(verbPath('retry'), body, startedReplySchema, keyHeader(flags));
        const next = every === null ? `To watch it: ${client.hint(`status ${reply.jobId} --watch`)}` : null;
        client.output.reply(reply, startedText(reply, next));
        return every === null ? 'done' : watchJob(reply.jobId, every, client);
      });
    });
}

/** Which of the failed tickers; what is not given is left out, for a deployment that is older. */
function selection({ code, tickers }: RetryFlags) {
  if (code !== undefined && tickers !== undefined)
    throw new UsageError('--code and --tickers each choose the tickers: leave one of them out.');
  if (tickers?.length === 0) throw new UsageError('--tickers holds no symbol: give some, such as AAPL,MSFT.');
  return { ...(code !== undefined && { code }), ...(tickers !== undefined && { tickers }) };
}
