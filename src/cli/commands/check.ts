import type { Command } from 'commander';
import { FINDING_KINDS, type FindingKind } from '../../core/check-report.ts';
import { InputRefused } from '../../core/input-refused.ts';
import { withCount } from '../../core/with-count.ts';
import { checkText } from '../check-text.ts';
import { UsageError } from '../client-error.ts';
import { type DeploymentFlags, jsonFlag, urlFlag } from '../deployment-flags.ts';
import { example } from '../example.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { flagRefused, switchFlag, valueFlag } from '../flag.ts';
import { givenTickers, leftOutText } from '../given-tickers.ts';
import { onDeployment } from '../on-deployment.ts';
import { createOutput } from '../output.ts';
import { reportPath } from '../paths.ts';
import type { CachePort, CommandPorts } from '../ports.ts';
import { type CheckReply, checkReplySchema } from '../replies.ts';
import { universeFlag } from '../universe-flag.ts';

interface CheckFlags extends DeploymentFlags {
  universe?: 'sp500' | 'all';
  tickers?: string;
  deep?: true;
  prune?: true;
  yes?: true;
  ignore?: FindingKind[];
}

const DESCRIPTION = `Show what is wrong with the cache; ends with 1 if anything is. From the index of a deployment; with --deep or
--prune from Redis itself, which UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN name.`;
const DEEP = 'Read the documents too: their form, gaps, jumps, splits, dividends and volumes.';
const PRUNE = 'Delete the tickers that are in no list and were not asked for in 30 days, after a question.';
const IGNORE = `Kinds that count for nothing: ${FINDING_KINDS.join(', ')}.`;

export function registerCheck(program: Command, ports: CommandPorts): void {
  program
    .command('check')
    .description(DESCRIPTION)
    .addOption(universeFlag())
    .addOption(valueFlag('tickers', 'AAPL,BRK.B', 'Of these tickers, in place of a list.', String))
    .addOption(switchFlag('deep', DEEP))
    .addOption(switchFlag('prune', PRUNE))
    .addOption(switchFlag('yes', 'Let --prune delete without a question.'))
    .addOption(valueFlag('ignore', 'KINDS', IGNORE, readKinds))
    .addOption(urlFlag())
    .addOption(jsonFlag())
    .addHelpText('after', example('check --universe sp500 --ignore short', ports))
    .action((flags: CheckFlags) => {
      refuseContradictions(flags, ports);
      return flags.deep || flags.prune ? checkRedis(flags, ports) : checkDeployment(flags, ports);
    });
}

function checkDeployment(flags: CheckFlags, ports: CommandPorts): Promise<void> {
  return onDeployment(flags, ports, async ({ api, output }) => {
    const reply = await api.get(reportPath('check', flags), checkReplySchema);
    const leftOut = leftOutText(reply, 'tickers');
    if (leftOut !== null) output.remark(leftOut);
    output.reply(reply, checkText(reply, flags.ignore ?? []));
    return isWrong(reply, flags) ? 'failed' : 'done';
  });
}

async function checkRedis(flags: CheckFlags, ports: CommandPorts): Promise<void> {
  const { terminal, stderr, exitWith } = ports;
  const cache = await ports.openCache().catch((error: unknown) => {
    throw error instanceof InputRefused ? new UsageError(error.message, { cause: error }) : error;
  });
  const output = createOutput({ json: flags.json === true, hint: (words) => words, terminal, stderr });
  const report = await cache.check({
    universe: flags.universe,
    tickers: flags.tickers === undefined ? undefined : givenTickers(flags.tickers, 'tickers', output.remark),
    deep: flags.deep === true,
    onRead: (read, total) => stderr.draw(`${read} of ${total} documents are read`),
  });
  stderr.draw(null);
  const pruned = flags.prune ? await prune(report, cache, flags, ports) : [];
  const left = pruned.length === 0 ? report : withoutUnlisted(report);
  const reply = { success: true as const, ...left, ...(flags.prune ? { pruned } : {}) };
  const deleted = flags.prune ? `\n${withCount(pruned.length, 'ticker')} deleted.` : '';
  output.reply(reply, `${checkText(reply, flags.ignore ?? [])}${deleted}`);
  exitWith(isWrong(reply, flags) ? EXIT_CODES.failed : EXIT_CODES.done);
}

/** @returns what was deleted. */
async function prune(
  { unlisted }: CheckReply,
  cache: CachePort,
  { yes }: CheckFlags,
  { confirm, stderr }: CommandPorts,
): Promise<string[]> {
  const tickers = unlisted.map(({ ticker }) => ticker);
  if (tickers.length === 0) return [];
  if (!yes) {
    stderr.log(`In no list: ${tickers.join(', ')}`);
    const isWanted = await confirm?.(
      `Delete ${withCount(tickers.length, 'ticker')} and what Redis knows of them?`,
    );
    if (!isWanted) return [];
  }
  await cache.prune(tickers);
  return tickers;
}

function withoutUnlisted<Report extends CheckReply>(report: Report): Report {
  const { wrong, counts } = report;
  return {
    ...report,
    wrong: wrong - (counts.unlisted ?? 0),
    counts: { ...counts, unlisted: 0 },
    unlisted: [],
  };
}

function isWrong({ counts }: Pick<CheckReply, 'counts'>, { ignore = [] }: CheckFlags): boolean {
  return FINDING_KINDS.some((kind) => (counts[kind] ?? 0) > 0 && !ignore.includes(kind));
}

function refuseContradictions(
  { universe, tickers, prune, yes }: CheckFlags,
  { confirm }: CommandPorts,
): void {
  if (universe && tickers !== undefined)
    throw new UsageError('--universe and --tickers each name the tickers: leave one of them out.');
  if (prune && tickers !== undefined)
    throw new UsageError('--prune looks at all of the index: leave --tickers out.');
  if (yes && !prune) throw new UsageError('--yes answers the question of --prune: add --prune.');
  if (prune && !yes && confirm === null)
    throw new UsageError('--prune asks before it deletes, and nobody can answer here: add --yes.');
}

function readKinds(text: string): FindingKind[] {
  return text.split(/[\s,]+/).flatMap((name) => {
    if (name === '') return [];
    const kind = FINDING_KINDS.find((one) => one === name);
    if (kind === undefined) throw flagRefused('ignore', name, `among ${FINDING_KINDS.join(', ')}`);
    return [kind];
  });
}
