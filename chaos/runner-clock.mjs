// Loaded before the code of a process that lives in the time of a story (story-clock.ts): its clock runs fast, its
// pauses and time-outs are short in the same measure. A process that continues after a SIGSTOP reads how much time has
// passed.
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';

const { STORY_CLOCK = '', CLOCK_SKEW = '0' } = process.env;
const RealDate = Date;
const realNow = Date.now.bind(Date);
const realPerformanceNow = performance.now.bind(performance);
let clock = JSON.parse(readFileSync(STORY_CLOCK, 'utf8'));
process.on('SIGCONT', () => {
  clock = JSON.parse(readFileSync(STORY_CLOCK, 'utf8'));
});

const now = () => {
  const { since, speed, passed } = clock;
  return Math.floor(since + (realNow() - since) * speed) + passed + Number(CLOCK_SKEW);
};
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(now());
    else super(...parts);
  }
  static now() {
    return now();
  }
};
performance.now = () => realPerformanceNow() * clock.speed;

const shortened = (milliseconds) => (milliseconds ?? 0) / clock.speed;
const { setTimeout, setInterval } = globalThis;
const sleep = timersPromises.setTimeout;
const timeout = AbortSignal.timeout.bind(AbortSignal);
globalThis.setTimeout = (run, delay, ...parts) => setTimeout(run, shortened(delay), ...parts);
globalThis.setInterval = (run, delay, ...parts) => setInterval(run, shortened(delay), ...parts);
timersPromises.setTimeout = (delay, ...parts) => sleep(shortened(delay), ...parts);
AbortSignal.timeout = (delay) => timeout(Math.ceil(shortened(delay)));
syncBuiltinESMExports();
