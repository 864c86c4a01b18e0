import type { Clock } from '../core/clock.ts';
import type { BadgeFigures } from './badge-svg.ts';

export type ReadBadge = () => Promise<BadgeFigures>;

/** The badge is public, so Redis is asked no more often than this. */
export const BADGE_SECONDS = 300;

/** Keeps the figures for five minutes, whoever asks, and also that there are none. */
export function createBadgeCache(read: ReadBadge, clock: Pick<Clock, 'now'>): ReadBadge {
  let kept: { at: number; figures: Promise<BadgeFigures> } | null = null;
  return () => {
    const now = clock.now();
    if (!kept || now - kept.at >= BADGE_SECONDS * 1_000) {
      kept = { at: now, figures: read().catch(() => ({ fresh: 0, total: 0, word: 'unknown' })) };
    }
    return kept.figures;
  };
}
