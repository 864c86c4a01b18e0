import type { ProcessFault } from './process-faults.ts';

/** Which faults a story has mostly. Where all come at once, one hides what the other breaks. */
export interface FaultProfile {
  name: string;
  /** Factors on how often a fault strikes; 1 is often. */
  redis: number;
  github: number;
  yahoo: number;
  processFaults: readonly [ProcessFault, ...ProcessFault[]];
  /** Tickers in one run: few make a long chain. */
  tickersPerRun: readonly [number, ...number[]];
}

export const FAULT_PROFILES: readonly [FaultProfile, ...FaultProfile[]] = [
  {
    name: 'everything at once',
    redis: 1,
    github: 1,
    yahoo: 1,
    processFaults: [
      'a run is killed',
      'two runs at once',
      'a run sleeps and wakes up',
      'redis is killed',
      'a record of another job is damaged',
      'nothing',
    ],
    tickersPerRun: [0, 10, 20],
  },
  {
    name: 'runs that die',
    redis: 0.2,
    github: 0.5,
    yahoo: 0.2,
    processFaults: [
      'a run is killed',
      'a run is killed',
      'a run is cancelled',
      'a record of another job is damaged',
      'nothing',
    ],
    tickersPerRun: [0, 15],
  },
  {
    name: 'runs that overlap',
    redis: 0.2,
    github: 0.5,
    yahoo: 0.2,
    processFaults: ['two runs at once', 'a run sleeps and wakes up', 'a clock is an hour off', 'nothing'],
    tickersPerRun: [0, 15],
  },
  {
    name: 'an unreliable GitHub',
    redis: 0,
    github: 1,
    yahoo: 0,
    processFaults: ['a record of another job is damaged', 'nothing'],
    tickersPerRun: [3, 5],
  },
  {
    name: 'an unreliable Redis',
    redis: 2,
    github: 0.2,
    yahoo: 0,
    processFaults: ['redis is killed', 'nothing', 'nothing'],
    tickersPerRun: [10, 20],
  },
  {
    name: 'an unreliable source',
    redis: 0,
    github: 0.2,
    yahoo: 2,
    processFaults: ['nothing', 'nothing', 'a run is killed', 'a record of another job is damaged'],
    tickersPerRun: [0, 20],
  },
];
