import { parseArgs } from 'node:util';
import { playStory, type StoryReport } from './story.ts';
import { addTo, type Tally } from './tally.ts';

const HELP = `Plays stories of faults against the built action, and audits what is left.

  npm run chaos -- [--stories 30] [--seed 1] [--at-once 2]

Story n is drawn by seed + n - 1; to replay one, give its seed and --stories 1.`;

const string = { type: 'string' } as const;
const { values } = parseArgs({
  options: { stories: string, seed: string, 'at-once': string, help: { type: 'boolean' } },
});
if (values.help) console.log(HELP);
else {
  const reports = await playAll(
    Number(values.stories ?? 30),
    Number(values.seed ?? 1),
    Number(values['at-once'] ?? 2),
  );
  summarize(reports);
  if (reports.some(({ wrong }) => wrong.length > 0)) process.exitCode = 1;
}

async function playAll(stories: number, firstSeed: number, atOnce: number): Promise<StoryReport[]> {
  const seeds = Array.from({ length: stories }, (_, index) => firstSeed + index).values();
  const reports: StoryReport[] = [];
  const player = async () => {
    for (const seed of seeds) {
      const report = await playStory(seed).catch((error: unknown) => {
        throw new Error(`Story ${seed} broke off`, { cause: error });
      });
      reports.push(report);
      const verdict = report.wrong.length === 0 ? 'clean' : report.wrong.join('; ');
      console.log(
        `story ${seed} on ${report.redis} Redis, healed in ${report.healSeconds.toFixed(1)} s: ${verdict}`,
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, player));
  return reports;
}

function summarize(reports: readonly StoryReport[]): void {
  const faults: Tally = new Map();
  for (const report of reports) addTo(faults, report.faults);
  const heals = reports.map(({ healSeconds }) => healSeconds).sort((one, other) => one - other);
  const clean = reports.filter(({ wrong }) => wrong.length === 0).length;
  const twice = reports.reduce((sum, { doneTwice }) => sum + doneTwice, 0) / reports.length;
  console.log(`\n${clean} of ${reports.length} audits are clean`);
  console.log(`work done twice: ${(twice * 100).toFixed(1)} % of the tickers`);
  console.log(`time to heal: median ${at(heals, 0.5)} s, longest ${at(heals, 1)} s`);
  for (const [kind, times] of [...faults].sort(([, one], [, other]) => other - one)) {
    console.log(`${String(times).padStart(7)}  ${kind}`);
  }
}

function at(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
}
