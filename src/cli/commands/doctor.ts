import type { Command } from 'commander';
import type { Diagnosis } from '../../core/diagnosis.ts';
import { example } from '../example.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { switchFlag } from '../flag.ts';
import { createOutput } from '../output.ts';
import type { CommandPorts } from '../ports.ts';
import type { Emphasis } from '../terminal.ts';

const DESCRIPTION = `Try what the environment names, and print a line for each check, with what to do if something is wrong; ends with
1 if anything is. Redis: a key is written, read and deleted; eviction; the room that is left. GitHub: the token, the
workflow, when the schedule last came. Yahoo: one ticker. The notices; and the health of the deployment at FILL_CACHE_URL,
if that is set.`;
const ENVIRONMENT = `
Environment: what a deployment or a run reads
  UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN
                             The database; else KV_REST_API_URL and KV_REST_API_TOKEN.
  GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_REF_NAME, GITHUB_API_URL
                             The repository whose workflow is started.
  YAHOO_FINANCE_URL          Ask this address in place of Yahoo.
  FILL_CACHE_NOTIFY_URL, FILL_CACHE_NOTIFY_ON, FILL_CACHE_NOTIFY_SECRET, FILL_CACHE_HEARTBEAT_URL
                             Who is told; nothing is sent.`;

export function registerDoctor(program: Command, ports: CommandPorts): void {
  program
    .command('doctor')
    .summary('Try Redis, GitHub and Yahoo, and say what is missing.')
    .description(DESCRIPTION)
    .addOption(switchFlag('json', 'Print the checks as JSON on one line.'))
    .addHelpText('after', `${ENVIRONMENT}\n${example('doctor', ports)}`)
    .action(async ({ json }: { json?: true }) => {
      const { terminal, stderr } = ports;
      const { where, checks } = await ports.diagnose();
      const success = checks.every(({ state }) => state !== 'problem');
      if (json) createOutput({ json, hint: String, terminal, stderr }).reply({ success, where, checks }, '');
      else for (const check of checks) terminal.log(lineOf(check), EMPHASIS[check.state]);
      if (!success) ports.exitWith(EXIT_CODES.failed);
    });
}

const EMPHASIS: Readonly<Record<Diagnosis['state'], Emphasis>> = {
  ok: 'plain',
  note: 'warning',
  problem: 'error',
};

function lineOf({ about, state, text }: Diagnosis): string {
  return `${state.padEnd('problem'.length)}  ${about.padEnd('environment'.length)}  ${text}`;
}
