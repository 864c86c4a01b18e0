import type { Clock } from '../core/clock.ts';
import type { BadgeFigures } from './badge-svg.ts';

/** The badge is public, so Redis is asked no more often than this. */
export const BADGE_SECONDS = 300;

/** Gives the figures that it keeps, else those that `read` finds. */
export type BadgeCache = (read: () => Promise<BadgeFigures>) => Promise<BadgeFigures>;

/** Keeps the figures for five minutes, whoever asks, and also that there are none. */
export function createBadgeCache(clock: Pick<Clock, 'now'>): BadgeCache {
  let kept: { at: number; figures: Promise<BadgeFigures> } | null = null;
  return (read) => {
    const now = clock.now();
    if (!kept || now - kept.at >= BADGE_SECONDS * 1_000) {
      kept = { at: now, figures: read().catch(() => ({ fresh: 0, total: 0, word: 'unknown' })) };
    }
    return kept.figures;
  };
}
