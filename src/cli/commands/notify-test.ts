import type { Command } from 'commander';
import { InputRefused } from '../../core/input-refused.ts';
import { UsageError } from '../client-error.ts';
import { example } from '../example.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { CommandPorts } from '../ports.ts';

export function registerNotifyTest(program: Command, ports: CommandPorts): void {
  program
    .command('notify-test')
    .summary('Send a test to the addresses that are told of jobs.')
    .description(DESCRIPTION)
    .addHelpText('after', `${ENVIRONMENT}\n${example('notify-test', ports)}`)
    .action(async () => {
      const tested = await ports.testNotices().catch((error: unknown) => {
        throw error instanceof InputRefused ? new UsageError(error.message, { cause: error }) : error;
      });
      if (tested.length === 0)
        throw new UsageError('There is no address to test: set FILL_CACHE_NOTIFY_URL, to one or more URLs.');
      for (const { line, delivered } of tested) ports.terminal.log(line, delivered ? 'plain' : 'error');
      if (!tested.every(({ delivered }) => delivered)) ports.exitWith(EXIT_CODES.failed);
    });
}

const DESCRIPTION = `Sends a test from this machine to each address, and prints a line for each: delivered, or why not. The heartbeat
is not called, since that would count as a success.`;
const ENVIRONMENT = `
Environment
  FILL_CACHE_NOTIFY_URL      The https URLs, apart by spaces: Slack, Discord, or any webhook.
  FILL_CACHE_NOTIFY_SECRET   Signs the messages to webhooks.`;
