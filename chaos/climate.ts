import type { Misfortune } from './misfortunes.ts';

/** Where the faults of a story fall mostly. Where all fall at once, one hides what the other breaks. */
export interface Climate {
  name: string;
  /** Factors on the chances of a fault; 1 is rough. */
  redis: number;
  github: number;
  yahoo: number;
  misfortunes: readonly [Misfortune, ...Misfortune[]];
  /** Tickers in one run: few make a long chain. */
  tickersPerRun: readonly [number, ...number[]];
}

export const CLIMATES: readonly [Climate, ...Climate[]] = [
  {
    name: 'everything at once',
    redis: 1,
    github: 1,
    yahoo: 1,
    misfortunes: [
      'a run is killed',
      'two runs at once',
      'a run sleeps and wakes up',
      'redis is killed',
      'nothing',
    ],
    tickersPerRun: [0, 10, 20],
  },
  {
    name: 'runs that die',
    redis: 0.2,
    github: 0.5,
    yahoo: 0.2,
    misfortunes: ['a run is killed', 'a run is killed', 'a run is cancelled', 'nothing'],
    tickersPerRun: [0, 15],
  },
  {
    name: 'runs that overlap',
    redis: 0.2,
    github: 0.5,
    yahoo: 0.2,
    misfortunes: ['two runs at once', 'a run sleeps and wakes up', 'a clock is an hour off', 'nothing'],
    tickersPerRun: [0, 15],
  },
  {
    name: 'an unreliable GitHub',
    redis: 0,
    github: 1,
    yahoo: 0,
    misfortunes: ['nothing'],
    tickersPerRun: [3, 5],
  },
  {
    name: 'an unreliable Redis',
    redis: 2,
    github: 0.2,
    yahoo: 0,
    misfortunes: ['redis is killed', 'nothing', 'nothing'],
    tickersPerRun: [10, 20],
  },
  {
    name: 'a source under siege',
    redis: 0,
    github: 0.2,
    yahoo: 2,
    misfortunes: ['nothing', 'nothing', 'a run is killed'],
    tickersPerRun: [0, 20],
  },
];
