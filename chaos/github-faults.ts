import type { Fault, FaultHook } from '../test/support/faulty-github.ts';
import type { Chance } from './chance.ts';
import type { FaultSchedule } from './fault-schedule.ts';

const FAULTS = {
  'github answers 502 though it landed': failed(502, 1),
  'github answers 503': failed(503, 0),
  'github answers 403': failed(403, 0),
  'github answers 429 and when to come back': failed(429, 0, { 'retry-after': '2' }),
  'github loses the event': { deliveries: 0 },
  'github delivers the event twice': { deliveries: 2 },
  'github cuts the connection though it landed': { answer: 'reset', deliveries: 1 },
  'a run is killed before its event': { answer: 'reset', deliveries: 0 },
  'a run is killed after its event': { answer: 'reset', deliveries: 1 },
} satisfies Record<string, Fault>;
/** Of the dispatches, at a factor of 1. */
const SHARE = 0.85;

/** Faults of GitHub's dispatches, as the schedule has them. `killRun` ends the run that is at work. */
export function createGitHubFaults(
  schedule: FaultSchedule,
  { factor, chance, killRun }: { factor: number; chance: Chance; killRun: () => void },
): FaultHook {
  const draw = schedule.inTurn(Object.keys(FAULTS) as (keyof typeof FAULTS)[], SHARE * factor, chance);
  return ({ path }) => {
    if (!path.endsWith('/dispatches')) return undefined;
    const kind = draw();
    if (kind?.startsWith('a run is killed')) killRun();
    return kind ? FAULTS[kind] : undefined;
  };
}

function failed(status: number, deliveries: number, headers: Record<string, string> = {}): Fault {
  return { answer: { status, headers, body: { message: 'chaos' } }, deliveries };
}
