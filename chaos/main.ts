import { parseArgs } from 'node:util';
import { playStory, type StoryReport } from './story.ts';
import { describeStory, summarize } from './summary.ts';

const HELP = `Plays stories of faults against the built action, and audits what is left.

  npm run chaos -- [--stories 30] [--seed 1] [--at-once 4]

Story n is drawn by seed + n - 1; to play one again, give its seed and --stories 1.`;

const string = { type: 'string' } as const;
const { values } = parseArgs({
  options: { stories: string, seed: string, 'at-once': string, help: { type: 'boolean' } },
});
if (values.help) console.log(HELP);
else {
  const reports = await playAll(
    Number(values.stories ?? 30),
    Number(values.seed ?? 1),
    Number(values['at-once'] ?? 4),
  );
  console.log(summarize(reports));
  if (reports.some(({ wrong }) => wrong.length > 0)) process.exitCode = 1;
}

async function playAll(stories: number, firstSeed: number, atOnce: number): Promise<StoryReport[]> {
  const seeds = Array.from({ length: stories }, (_, index) => firstSeed + index).values();
  const reports: StoryReport[] = [];
  const player = async () => {
    for (const seed of seeds) {
      const report = await playStory(seed);
      reports.push(report);
      console.log(describeStory(report));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, player));
  return reports;
}
