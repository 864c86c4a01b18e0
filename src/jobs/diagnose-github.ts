import { type Diagnosis, diagnosesOf } from '../core/diagnosis.ts';
import { formatDuration } from '../core/format-duration.ts';
import type { GitHub } from '../github/create-github.ts';

const say = diagnosesOf('github');
/** The shipped watchdog comes every three hours, and a busy GitHub drops some. */
const LONGEST_SILENCE_MILLISECONDS = 48 * 3_600_000;
/** A week: somebody who looks once in a while still has time. */
const SOON_MILLISECONDS = 7 * 24 * 3_600_000;

/** Whether the token may start runs of the workflow, and the workflow is enabled. Rejects as `checkWorkflow` does. */
export async function diagnoseWorkflow(github: Pick<GitHub, 'checkWorkflow'>): Promise<Diagnosis[]> {
  await github.checkWorkflow();
  return [say.ok('The token may start runs of fill-cache.yml, which is enabled.')];
}

/** Whether the token of a run may start the next one. Rejects as `checkEvent` does. */
export async function diagnoseEvents(github: Pick<GitHub, 'checkEvent'>): Promise<Diagnosis[]> {
  await github.checkEvent();
  return [say.ok('The token may send the event that starts the next run.')];
}

/** Whether the token lives on. Rejects with what GitHub refuses. @param now milliseconds since 1970 */
export async function diagnoseToken(github: Pick<GitHub, 'tokenEnd'>, now: number): Promise<Diagnosis[]> {
  const end = await github.tokenEnd();
  if (end === null) return [];
  const text = `The token ends on ${new Date(end).toISOString().slice(0, 10)}`;
  if (end - now > SOON_MILLISECONDS) return [say.ok(`${text}.`)];
  return [say.problem(`${text}: make another one, and set GITHUB_TOKEN to it.`)];
}

/** Whether the schedule comes. Rejects with what GitHub refuses. @param now milliseconds since 1970 */
export async function diagnoseSchedule(
  github: Pick<GitHub, 'lastScheduledRun'>,
  now: number,
): Promise<Diagnosis[]> {
  const last = await github.lastScheduledRun();
  if (last === null)
    return [
      say.note('The schedule has not come yet: it does on the default branch alone, and not in a fork.'),
    ];
  const since = now - last;
  const text = `The schedule last came ${formatDuration(since / 1_000)} ago`;
  if (since < LONGEST_SILENCE_MILLISECONDS) return [say.ok(`${text}.`)];
  return [
    say.problem(
      `${text}, and the watchdog is due every three hours: look on the Actions page whether fill-cache.yml is enabled, and that it is on the default branch.`,
    ),
  ];
}
