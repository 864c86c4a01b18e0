import { expect, test } from 'vitest';
import { type Playing, playStories } from '../../chaos/play-stories.ts';
import type { StoryReport } from '../../chaos/story.ts';
import { summarize } from '../../chaos/summary.ts';

function report(seed: number, wrong: string[] = []): StoryReport {
  const healing = { looks: 0, seconds: 0 };
  return {
    seed,
    profile: 'runs that die',
    redis: 'real',
    lanes: 1,
    wrong,
    faults: new Map(),
    doneTwice: 0,
    unexplained: 0,
    healing,
  };
}

function playing(more: Partial<Playing> = {}): Playing {
  const play = async (seed: number) => report(seed);
  const signal = new AbortController().signal;
  return { seeds: [1, 2, 3, 4, 5], atOnce: 2, play, onReport: () => {}, signal, ...more };
}

test('it plays each seed once', async () => {
  const { reports, brokeOff } = await playStories(playing());
  expect(reports.map(({ seed }) => seed).sort()).toEqual([1, 2, 3, 4, 5]);
  expect(brokeOff).toBeNull();
});

test('a story that throws breaks off the others, which end early and do not count', async () => {
  const ended: number[] = [];
  const play = async (seed: number, signal: AbortSignal) => {
    if (seed === 3) throw new Error('no seed of mine');
    if (seed === 4) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    ended.push(seed);
    return report(seed);
  };
  const { reports, brokeOff } = await playStories(playing({ play, atOnce: 2 }));
  expect(reports.map(({ seed }) => seed)).toEqual([1, 2]);
  expect(ended).toContain(4);
  expect(ended).not.toContain(5);
  expect(brokeOff).toEqual({ reason: new Error('no seed of mine') });
});

test('a signal breaks it off', async () => {
  const interruption = new AbortController();
  const onReport = ({ seed }: StoryReport) => seed === 2 && interruption.abort('ended by SIGINT');
  const options = playing({ atOnce: 1, signal: interruption.signal, onReport });
  const { reports, brokeOff } = await playStories(options);
  expect(reports).toHaveLength(2);
  expect(brokeOff).toEqual({ reason: 'ended by SIGINT' });
});

test('the summary of a call that broke off says how many stories were played, and why no more', () => {
  const reports = [report(1), report(2, ['T3 is counted twice'])];
  const lines = summarize(reports, 100, { reason: new Error('ENOENT: clock.json') }).split('\n');
  expect(lines.slice(1, 3)).toEqual([
    '2 of 100 stories played; broke off: ENOENT: clock.json',
    '1 of 2 audits are clean',
  ]);
  expect(summarize(reports, 2, null)).not.toContain('broke off');
  expect(summarize([], 7, { reason: 'x' })).toBe('\n0 of 7 stories played; broke off: x');
});
