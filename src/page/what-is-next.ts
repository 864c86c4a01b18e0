import { html } from 'htm/preact';
import type { FreshnessReply, Nightly } from './replies.ts';
import { dayText, durationText } from './texts.ts';
import { jobPath } from './view-of.ts';

/** GitHub delays what is scheduled while many are: by minutes as a rule. */
const ON_TIME_SECONDS = 3_600;

/** Whether the last nightly job was on time, and what is due next, as far as the API says. */
export function WhatIsNext({ freshness }: { freshness: FreshnessReply | null }) {
  return html`
    <section class="panel" aria-labelledby="next">
      <h2 id="next">What is next</h2>
      ${
        freshness?.nightly
          ? html`
              <p>${lastText(freshness.nightly, freshness.asOf)}</p>
              <p>${nextText(freshness.nightly)}</p>
            `
          : html`<p>The API does not say when the next job is due.</p>`
      }
    </section>
  `;
}

function lastText({ session, due, state, jobId, begun }: Nightly, asOf: string) {
  const job = `The nightly job of the session of ${session}`;
  if (jobId !== null) {
    const link = (text: string) => html`<a href=${jobPath(jobId)}>${text}</a>`;
    if (begun === null) return html`${job} ${link('came')}.`;
    const seconds = (Date.parse(begun) - Date.parse(due)) / 1_000;
    const after = seconds < 60 ? 'at once' : `${durationText(seconds)} later`;
    return html`${job} was due ${dayText(due)} and ${link('began')} ${after}: ${seconds > ON_TIME_SECONDS ? 'late' : 'on time'}.`;
  }
  switch (state) {
    case 'expected':
      return Date.parse(asOf) < Date.parse(due)
        ? `${job} is due ${dayText(due)}.`
        : `${job} was due ${dayText(due)} and has not come yet: GitHub may delay it.`;
    case 'overdue':
      return html`<strong>${job} has not come.</strong> It was due ${dayText(due)}; the watchdog makes it when it looks next.`;
    default:
      return 'No nightly job came in the last week. On GitHub the workflow makes one for each session, if it is set up to.';
  }
}

function nextText({ state, next, nextLook }: Nightly): string {
  return state === 'unexpected'
    ? `Where it is, the next is due ${dayText(next)} by your clock.`
    : `Next by your clock: the watchdog ${dayText(nextLook)}, the nightly job ${dayText(next)}.`;
}
