import { html } from 'htm/preact';
import { usePoll } from './use-poll.ts';

/** Each check writes to Redis and asks GitHub, and what it finds stays for days. */
const SECONDS = 1_800;

/** What keeps jobs from running: Redis, the token, a workflow that is switched off. Nothing where all is well. */
export function HealthNote() {
  const { problem } = usePoll('/api/health', () => SECONDS).state.value;
  if (problem?.kind !== 'refused' || problem.code !== 'unhealthy') return null;
  const sentences = problem.issues.length > 0 ? problem.issues : [problem.message];
  return sentences.map((sentence) => html`<p class="problem" role="alert" key=${sentence}>${sentence}</p>`);
}
