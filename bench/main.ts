// Prints figures and their limits: `npm run bench` for all, `npm run bench -- peers start` for some. Those that take
// longest are measured only when they are named.
import { describeMachine } from './describe-machine.ts';

type Bench = () => Promise<void>;

const BENCHES: Record<string, { load: () => Promise<Bench>; onlyWhenNamed?: boolean }> = {
  peers: { load: async () => (await import('./fill-with-peers.ts')).fillWithPeers },
  start: { load: async () => (await import('./start-up.ts')).measureStartUp },
  commands: { load: async () => (await import('./billed-commands.ts')).measureBilledCommands },
  costs: { load: async () => (await import('./costs.ts')).measureCosts },
  'rate-limiter': { load: async () => (await import('./rate-limiter.ts')).benchRateLimiter },
  'status-poll': { load: async () => (await import('./status-poll.ts')).measureStatusPoll },
  http: { load: async () => (await import('./bench-http.ts')).benchHttp },
  'cold-start': {
    load: async () => (await import('./cold-start.ts')).benchColdStart,
    onlyWhenNamed: true,
  },
  page: { load: async () => (await import('./page.ts')).measurePage },
  lanes: { load: async () => (await import('./lanes.ts')).measureLanes, onlyWhenNamed: true },
  'large-lanes': { load: async () => (await import('./lanes.ts')).measureLargeLanes, onlyWhenNamed: true },
  'killed-lanes': {
    load: async () => (await import('./killed-lanes.ts')).measureKilledLanes,
    onlyWhenNamed: true,
  },
  large: { load: async () => (await import('./billed-commands.ts')).measureLargeList, onlyWhenNamed: true },
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}: it must be one of ${Object.keys(BENCHES).join(', ')}.`,
  );
  process.exitCode = 2;
} else {
  console.log(await describeMachine());
  for (const [name, { load, onlyWhenNamed }] of Object.entries(BENCHES)) {
    if (named.length === 0 ? onlyWhenNamed : !named.includes(name)) continue;
    await (await load())();
  }
}
