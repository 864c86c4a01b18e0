import type { Command } from 'commander';
import { UsageError } from '../client-error.ts';
import { type DeploymentFlags, jsonFlag, urlFlag } from '../deployment-flags.ts';
import { example } from '../example.ts';
import { switchFlag, wholeNumberFlag } from '../flag.ts';
import { jobArgument } from '../job-argument.ts';
import { onDeployment } from '../on-deployment.ts';
import { verbPath } from '../paths.ts';
import type { CommandPorts } from '../ports.ts';
import { continuedReplySchema } from '../replies.ts';
import { continuedText } from '../reply-texts.ts';
import { everyFlag, type WatchFlags, watchFlag, watchSeconds } from '../watch-flags.ts';
import { watchJob } from '../watch-job.ts';

type ContinueFlags = DeploymentFlags & WatchFlags & { once?: true; wait?: number };

const WAIT_SECONDS = [0, 240] as const;

export function registerContinue(program: Command, ports: CommandPorts): void {
  const waitText = `Seconds to wait for the batch, from ${WAIT_SECONDS[0]} (do not wait) to ${WAIT_SECONDS[1]}.`;
  program
    .command('continue')
    .description('Start the next run of a job, unless one is at work, and wait for its batch.')
    .addArgument(jobArgument())
    .addOption(switchFlag('once', 'One batch, then stop.'))
    .addOption(wholeNumberFlag('wait', 'S', waitText, WAIT_SECONDS))
    .addOption(watchFlag())
    .addOption(everyFlag())
    .addOption(urlFlag())
    .addOption(jsonFlag())
    .addHelpText('after', example('continue batch_job_12345 --watch', ports))
    .action((jobId: string, flags: ContinueFlags) => {
      const every = watchSeconds(flags);
      refuseContradictions(flags);
      return onDeployment(flags, ports, async (client) => {
        const body = { jobId, ...(flags.once && { autoContinue: false }) };
        const reply = await client.api.post(
          verbPath('continue'),
          body,
          continuedReplySchema,
          preference(flags),
        );
        const next = every === null ? `To watch it: ${client.hint(`status ${jobId} --watch`)}` : null;
        client.output.reply(reply, continuedText(reply, next));
        return every === null ? 'done' : watchJob(jobId, every, client);
      });
    });
}

function refuseContradictions({ once, wait, watch }: ContinueFlags): void {
  if (once && watch)
    throw new UsageError('--once ends after a batch, --watch with the job: leave one of them out.');
  if (wait !== undefined && watch)
    throw new UsageError('--wait is for one batch, --watch for the job: leave one of them out.');
}

/** The watching shows the batch anyway. Without either flag the deployment decides. */
function preference({ wait, watch }: ContinueFlags): Record<string, string> {
  if (watch) return { prefer: 'respond-async' };
  return wait === undefined ? {} : { prefer: `wait=${wait}` };
}
