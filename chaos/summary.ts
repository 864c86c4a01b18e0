import { errorMessage } from '../src/core/error-message.ts';
import type { StoryReport } from './story.ts';
import { addTo, type Tally } from './tally.ts';

/** One line for each story. */
export function describeStory({ seed, profile, redis, lanes, healing, wrong }: StoryReport): string {
  const result = wrong.length === 0 ? 'clean' : `WRONG: ${wrong.join('; ')}`;
  const healed = `healed in ${healing.looks} looks, ${healing.seconds.toFixed(1)} s`;
  return `story ${seed} (${profile}; ${redis} Redis; ${lanes} ${lanes === 1 ? 'lane' : 'lanes'}), ${healed}: ${result}`;
}

export function isClean({ wrong }: StoryReport): boolean {
  return wrong.length === 0;
}

/**
 * The result of many stories.
 *
 * @param asked how many were to be played.
 * @param brokeOff why not all of them were.
 */
export function summarize(
  reports: readonly StoryReport[],
  asked: number,
  brokeOff: { reason: unknown } | null,
): string {
  const clean = `${reports.filter(isClean).length} of ${reports.length} audits are clean`;
  const played = `${reports.length} of ${asked} stories played; broke off: ${describeReason(brokeOff?.reason)}`;
  if (reports.length === 0) return `\n${brokeOff ? played : clean}`;
  const profiles = Map.groupBy(reports, ({ profile }) => profile);
  return [
    '',
    ...(brokeOff ? [played] : []),
    clean,
    '',
    'work done twice (share of the tickers), looks of the watchdog and seconds to heal (median, most):',
    ...[...profiles, ['all', reports] as const].map(([profile, stories]) =>
      describeProfile(profile, stories),
    ),
    unexplainedOf(reports),
    '',
    'faults:',
    ...[...faultsOf(reports)]
      .sort(([, one], [, other]) => other - one)
      .map(([kind, times]) => `${String(times).padStart(7)}  ${kind}`),
  ].join('\n');
}

function unexplainedOf(reports: readonly StoryReport[]): string {
  const stories = reports.filter(({ unexplained }) => unexplained > 0);
  const answers = stories.reduce((sum, { unexplained }) => sum + unexplained, 0);
  return `answers that came twice without a fault or a meeting of lanes: ${answers}, in ${stories.length} stories`;
}

/** The kinds of faults that did not strike in any of the stories: what they would break was not tried. */
export function missingFaults(reports: readonly StoryReport[]): string[] {
  return [...faultsOf(reports)].filter(([, times]) => times === 0).map(([kind]) => kind);
}

function faultsOf(reports: readonly StoryReport[]): Tally {
  const faults: Tally = new Map();
  for (const report of reports) addTo(faults, report.faults);
  return faults;
}

function describeProfile(profile: string, stories: readonly StoryReport[]): string {
  const twice = stories.reduce((sum, { doneTwice }) => sum + doneTwice, 0) / stories.length;
  const share = `${(twice * 100).toFixed(1)} %`;
  const looks = stories.map(({ healing }) => healing.looks).sort(ascending);
  const seconds = stories.map(({ healing }) => healing.seconds).sort(ascending);
  const ofLooks = `${at(looks, 0.5)}, ${at(looks, 1)}`;
  const ofSeconds = `${at(seconds, 0.5).toFixed(1)} s, ${at(seconds, 1).toFixed(1)} s`;
  return `  ${profile.padEnd(22)}${share.padStart(8)}   ${ofLooks}   ${ofSeconds}`;
}

function describeReason(reason: unknown): string {
  return errorMessage(reason).replaceAll('\n', ' ');
}

function ascending(one: number, other: number): number {
  return one - other;
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
