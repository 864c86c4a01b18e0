import type { StoryReport } from './story.ts';

export interface Playing {
  seeds: readonly number[];
  /** How many stories are played side by side. */
  atOnce: number;
  play: (seed: number, signal: AbortSignal) => Promise<StoryReport>;
  onReport: (report: StoryReport) => void;
  /** Breaks off: no other story begins, and those at work end early. */
  signal: AbortSignal;
}

export interface Played {
  /** Of the stories that came to their end. */
  reports: StoryReport[];
  /** Why not all of them were played; null if they were. */
  brokeOff: { reason: unknown } | null;
}

/** Plays one story for each seed. A story that cannot be played at all breaks off the others. */
export async function playStories({ seeds, atOnce, play, onReport, signal }: Playing): Promise<Played> {
  const failed = new AbortController();
  const any = AbortSignal.any([signal, failed.signal]);
  const next = seeds.values();
  const reports: StoryReport[] = [];
  const player = async () => {
    for (const seed of next) {
      if (any.aborted) return;
      const report = await play(seed, any);
      if (any.aborted) return;
      reports.push(report);
      onReport(report);
    }
  };
  const players = Array.from({ length: atOnce }, () => player().catch((error) => failed.abort(error)));
  await Promise.all(players);
  return { reports, brokeOff: any.aborted ? { reason: any.reason } : null };
}
