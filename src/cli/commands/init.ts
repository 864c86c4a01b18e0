import { join } from 'node:path';
import type { Command } from 'commander';
import { shown } from '../../core/shown.ts';
import { UsageError } from '../client-error.ts';
import { example } from '../example.ts';
import { switchFlag, valueFlag } from '../flag.ts';
import {
  NOTICE_RECEIVERS,
  type NoticeReceiver,
  readActionRepository,
  readReceiver,
  readSchedule,
  readUniverse,
} from '../init-answers.ts';
import type { CommandPorts } from '../ports.ts';
import { TEMPLATE_ACTION, type WorkflowAnswers, workflowFor } from '../workflow-for.ts';

interface InitFlags {
  universe?: string;
  schedule?: string;
  notify?: string;
  action?: string;
  to: string;
  force?: true;
}

const DESCRIPTION = `Write the one file by which any repository fills a cache, .github/workflows/fill-cache.yml, and print the
secrets to set. On a terminal it asks for what no flag says.`;
const UNIVERSE = 'sp500, all, tickers such as AAPL,MSFT, or a file of that repository. Without it: sp500.';
const SCHEDULE =
  'weekdays (17:23 in New York), a time there from 16:30 to 19:29, or none. Without it: weekdays.';
const NOTIFY = `Where to tell of jobs: ${NOTICE_RECEIVERS.join(', ')}. Without it: none.`;
const ACTION = 'The repository of the action. Without it: the one that this checkout was cloned from.';

const FILE = '.github/workflows/fill-cache.yml';

export function registerInit(program: Command, ports: CommandPorts): void {
  program
    .command('init')
    .summary('Write the workflow for a repository of yours.')
    .description(DESCRIPTION)
    .addOption(valueFlag('universe', 'LIST', UNIVERSE, String))
    .addOption(valueFlag('schedule', 'TIME', SCHEDULE, String))
    .addOption(valueFlag('notify', 'WHERE', NOTIFY, String))
    .addOption(valueFlag('action', 'owner/name', ACTION, readActionRepository))
    .addOption(valueFlag('to', 'FOLDER', 'That repository. Without it: this folder.', String).default('.'))
    .addOption(switchFlag('force', 'Replace the file, if there is one.'))
    .addHelpText('after', example('init --universe AAPL,MSFT --notify slack --to ../my-app', ports))
    .action((flags: InitFlags) => init(flags, ports));
}

async function init(flags: InitFlags, ports: CommandPorts): Promise<void> {
  const { terminal } = ports;
  const { template, actionRepository, hasFolder, write } = await ports.openInit();
  if (!(await hasFolder(flags.to)))
    throw new UsageError(`--to is ${shown(flags.to)}: there is no such folder.`);
  const remark = (line: string) => ports.stderr.log(line);
  const universe = await answerTo(flags.universe, QUESTIONS.universe, ports, (text) =>
    readUniverse(text, remark),
  );
  const schedule = await answerTo(flags.schedule, QUESTIONS.schedule, ports, readSchedule);
  const receiver = await answerTo(flags.notify, QUESTIONS.notify, ports, readReceiver);
  const action = flags.action ?? actionRepository;
  const path = join(flags.to, FILE);
  if (!(await write(path, workflowFor(template, { universe, schedule, action }), flags.force === true)))
    throw new UsageError(
      `${path} is there already: give --force to replace it, or --to with another folder.`,
    );
  terminal.log(`${path} is written.\n\n${nextSteps({ universe, action }, receiver)}`);
}

interface Question {
  text: string;
  /** What an empty answer means. */
  usual: string;
}

const QUESTIONS = {
  universe: {
    text: 'Which tickers? sp500, all (6,800 US listings), a list such as AAPL,MSFT, or a file such as lists/mine.txt',
    usual: 'sp500',
  },
  schedule: {
    text: 'When? weekdays (17:23 in New York), a time there such as 18:07, or none (only by hand)',
    usual: 'weekdays',
  },
  notify: {
    text: 'Where to tell when a job has completed, failed or stalled? none, slack, discord or webhook',
    usual: 'none',
  },
} satisfies Record<string, Question>;

/** What the flag says; without it what the user says, who is asked again after an answer that cannot be used. */
async function answerTo<Answer>(
  given: string | undefined,
  { text, usual }: Question,
  { ask, stderr }: Pick<CommandPorts, 'ask' | 'stderr'>,
  read: (text: string) => Answer,
): Promise<Answer> {
  if (given !== undefined || !ask) return read(given ?? usual);
  for (;;) {
    const answer = (await ask(`${text} [${usual}] `)) || usual;
    try {
      return read(answer);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      stderr.log(error.message.replace(/^--(\w+) is/, 'This is'), 'error');
    }
  }
}

function nextSteps(
  { universe, action }: Pick<WorkflowAnswers, 'universe' | 'action'>,
  receiver: NoticeReceiver,
): string {
  const ownFile = universe.kind === 'file' ? ` ${universe.path}` : '';
  return [
    "What is left to do, in that repository (gh is GitHub's command line: https://cli.github.com):",
    '',
    ...(action === null
      ? [`  # Put the owner of the action in place of OWNER, where the file says ${TEMPLATE_ACTION}.`]
      : []),
    ...(ownFile === '' ? [] : [`  # Put the tickers into${ownFile}, one on each line.`]),
    '  # Of a database at https://upstash.com with eviction switched off; each command asks for its value:',
    '  gh secret set UPSTASH_REDIS_REST_URL',
    '  gh secret set UPSTASH_REDIS_REST_TOKEN',
    ...NOTICE_STEPS[receiver],
    '  # The workflow must be on the default branch:',
    `  git add ${FILE}${ownFile} && git commit -m "Fill the cache" && git push`,
    '  # And at once, what the schedule will start:',
    '  gh workflow run fill-cache.yml -f command=nightly',
  ].join('\n');
}

const NOTICE_STEPS: Readonly<Record<NoticeReceiver, readonly string[]>> = {
  none: [],
  slack: ['  # The address of an incoming webhook of Slack:', '  gh secret set FILL_CACHE_NOTIFY_URL'],
  discord: ['  # The address of a webhook of Discord:', '  gh secret set FILL_CACHE_NOTIFY_URL'],
  webhook: [
    '  # An https address, and the secret that signs what it gets:',
    '  gh secret set FILL_CACHE_NOTIFY_URL',
    '  gh secret set FILL_CACHE_NOTIFY_SECRET',
  ],
};
