import { html } from 'htm/preact';
import type { ListedJob } from './replies.ts';
import { lastNightly, nextNightly, punctuality } from './schedule.ts';
import { dayText, durationText } from './texts.ts';
import { jobPath } from './view-of.ts';

const LOOPBACK = /^(localhost|127\..*|\[::1\])$/;

/** When the next job is due, and whether the last one was on time. */
export function WhatIsNext({ jobs }: { jobs: readonly ListedJob[] }) {
  const now = Date.now();
  const isLocal = LOOPBACK.test(location.hostname);
  return html`
    <section class="panel" aria-labelledby="next">
      <h2 id="next">What is next</h2>
      <p>
        ${isLocal ? 'This stack has no schedule. On GitHub the' : 'The'} workflow starts a job at 17:23 in New York from
        Monday to Friday: next ${dayText(nextNightly(now))} by your clock.
      </p>
      ${!isLocal && html`<p>${punctualityText(jobs, now)}</p>`}
    </section>
  `;
}

function punctualityText(jobs: readonly ListedJob[], now: number) {
  const due = `The last was due ${dayText(lastNightly(now))}`;
  const found = punctuality(jobs, now);
  switch (found.kind) {
    case 'on-time':
    case 'late':
      return html`${due} and <a href=${jobPath(found.jobId)}>began</a> ${
        found.minutes === 0 ? 'at once' : `${durationText(found.minutes * 60)} later`
      }: ${found.kind === 'late' ? 'late.' : 'on time.'}`;
    case 'expected':
      return `${due}; no job has begun since. GitHub may delay it by some minutes.`;
    case 'missing':
      return `${due}, and no job has begun since: look at the workflow's schedule on GitHub.`;
  }
}
