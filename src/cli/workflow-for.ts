/** What somebody wants of the workflow in their repository. */
export interface WorkflowAnswers {
  universe:
    | { kind: 'sp500' | 'all' }
    | { kind: 'tickers'; tickers: readonly string[] }
    /** A path in the repository. */
    | { kind: 'file'; path: string };
  /** `none`: only by hand and over HTTP; else on weekdays, at this time of New York. */
  schedule: 'none' | { hour: number; minute: number };
  /** The action as `owner/name`; null leaves the `OWNER` of the template. */
  action: string | null;
}

/**
 * The workflow for a repository that holds no more of fill-cache than this file. The answers stand in it, and the
 * repository's variables still come before them.
 *
 * @param template docs/fill-cache.yml.
 */
export function workflowFor(template: string, { universe, schedule, action }: WorkflowAnswers): string {
  const text = withSchedule(withUniverse(template, universe), schedule);
  if (action === null) return text;
  const head = `# Written by fill-cache init: docs/setup.md of ${action} explains it.\n`;
  return replaceEach(text, TEMPLATE_ACTION, action).replace(TEMPLATE_HEAD, () => head);
}

/** How the template names the repository of the action. */
export const TEMPLATE_ACTION = 'OWNER/fill-cache';
/** What to do with the template. */
const TEMPLATE_HEAD = /^(?:#.*\n)+/;

function withUniverse(text: string, universe: WorkflowAnswers['universe']): string {
  switch (universe.kind) {
    case 'sp500':
      return text;
    case 'all':
      return withFallback(text, 'FILL_CACHE_TICKER_SOURCE', 'all');
    case 'tickers':
      return withFallback(text, 'FILL_CACHE_TICKERS', universe.tickers.join(' '));
    case 'file':
      return withFallback(text, 'FILL_CACHE_TICKERS_FILE', universe.path);
  }
}

/** Gives the nightly job a value that holds where neither the button nor a variable names a universe. */
function withFallback(text: string, variable: string, value: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`;
  const fallback = `env.NIGHTLY && env.UNIVERSE == 'none' && ${quoted}`;
  return replaceEach(text, `vars.${variable} || '' }}`, `vars.${variable} || ${fallback} || '' }}`);
}

const FILL = /^ {4}# The fill, .*\n {4}- cron: (.*)\n {6}timezone: .*\n/m;

function withSchedule(text: string, schedule: WorkflowAnswers['schedule']): string {
  const [lines, cron] = FILL.exec(text) ?? [];
  if (lines === undefined || cron === undefined) throw notThere('the schedule of the fill');
  if (schedule === 'none') return text.replace(lines, '');
  return text.replace(lines, lines.replace(cron, `${schedule.minute} ${schedule.hour} * * 1-5`));
}

function replaceEach(text: string, part: string, by: string): string {
  if (!text.includes(part)) throw notThere(part);
  return text.replaceAll(part, () => by);
}

function notThere(part: string): Error {
  return new Error(`The template of the workflow lacks ${part}: install fill-cache anew.`);
}
