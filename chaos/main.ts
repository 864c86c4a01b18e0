import { type Flags, readFlags } from './flags.ts';
import { playStory, type StoryReport } from './story.ts';
import { describeStory, summarize } from './summary.ts';

const HELP = `Plays stories of faults against the built action, and audits what is left.

  npm run chaos -- [--stories 30] [--seed 1] [--at-once 5]

Story n is drawn by seed + n - 1; to play one again, give its seed and --stories 1.`;

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags.help) console.log(HELP);
  else {
    const reports = await playAll(flags);
    console.log(summarize(reports));
    if (reports.some(({ wrong }) => wrong.length > 0)) process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

async function playAll({ stories, seed: first, atOnce }: Flags): Promise<StoryReport[]> {
  const seeds = Array.from({ length: stories }, (_, index) => first + index).values();
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
