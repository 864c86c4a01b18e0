import { readFlags } from './flags.ts';
import { playStories } from './play-stories.ts';
import { playStory, type StoryReport } from './story.ts';
import { describeStory, isClean, summarize } from './summary.ts';

const HELP = `Plays stories of faults against the built action, and audits what is left.

  npm run chaos -- [--stories 30] [--seed 1] [--at-once 5]

Story n is drawn by seed + n - 1; to play one again, give its seed and --stories 1.`;

try {
  const { help, ...flags } = readFlags(process.argv.slice(2));
  if (help) console.log(HELP);
  else await playAll(flags);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

async function playAll({ stories, seed: first, atOnce }: { stories: number; seed: number; atOnce: number }) {
  const reports: StoryReport[] = [];
  const interruption = new AbortController();
  const breakOff = (reason: unknown) => {
    process.exitCode = 1;
    interruption.abort(reason);
  };
  // Not from a story: those catch theirs. Without a listener the process would end before the count.
  process.on('uncaughtException', (error) => {
    console.error(error);
    breakOff(error);
  });
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => breakOff(new Error(`ended by ${name}`)));
  // Node ends a process in which nothing is left to wait for, also in the middle of a story.
  const printCount = () =>
    console.log(summarize(reports, stories, { reason: 'nothing was left to wait for' }));
  process.once('exit', printCount);
  const { brokeOff } = await playStories({
    seeds: Array.from({ length: stories }, (_, index) => first + index),
    atOnce,
    play: playStory,
    onReport(report) {
      reports.push(report);
      console.log(describeStory(report));
    },
    signal: interruption.signal,
  });
  process.off('exit', printCount);
  console.log(summarize(reports, stories, brokeOff));
  if (brokeOff || !reports.every(isClean)) process.exitCode = 1;
}
