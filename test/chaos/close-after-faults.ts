import { setTimeout } from 'node:timers/promises';
import { PROCESS_FAULTS } from '../../chaos/process-faults.ts';
import { createStoryScope } from '../../chaos/story-scope.ts';
import { planStory, startStoryStack } from '../../chaos/story-stack.ts';

// Injects each fault into a story that closes at once, and prints what then keeps this process alive, fault by fault.
const SEED_ON_EMBEDDED_REDIS = 6;
/** Sockets of servers that are closed go a moment later. */
const SETTLE_MILLISECONDS = 100;

for (const [fault, inject] of Object.entries(PROCESS_FAULTS)) {
  const scope = createStoryScope(new AbortController().signal);
  const stack = await startStoryStack(planStory(SEED_ON_EMBEDDED_REDIS), scope);
  // The longest pauses, and each branch.
  const chance = { ...stack.chance, between: (_low: number, high: number) => high, happens: () => true };
  await inject({ ...stack, chance, direct: stack.direct }, 'batch_job_none');
  const failures = await scope.close();
  await setTimeout(SETTLE_MILLISECONDS);
  const left = process.getActiveResourcesInfo().filter((name) => !/^(PipeWrap|TTYWrap)$/.test(name));
  console.log([fault, ...failures.map(String), ...left].join(' / '));
}
