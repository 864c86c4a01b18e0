import { expect, test } from 'vitest';
import { anApi } from '../support/api-run.ts';
import { mayNotStart } from '../support/scripted-workflow.ts';

test('a workflow that GitHub has switched off for inactivity is switched on again, before runs are started', async () => {
  const { given, settle, post, get, clock, workflow } = anApi();
  await given();
  await settle(post('fill-cache-batch-resume', { jobId: 'batch_job_12345' }));
  await clock.advance(301_000);
  workflow.state = 'disabled_inactivity';
  workflow.before = async () => {
    if (workflow.state !== 'active') throw mayNotStart;
  };
  const { body } = await settle(get('cron/resume-stalled'));
  expect(body).toEqual({ success: true, resumed: ['batch_job_12345'], workflowEnabled: true });
});

test.each(['active', 'disabled_manually', 'disabled_fork', 'unknown'])(
  'a workflow that is %s stays so',
  async (state) => {
    const { settle, get, workflow } = anApi();
    workflow.state = state;
    expect((await settle(get('cron/resume-stalled'))).body).toEqual({ success: true, resumed: [] });
    expect(workflow.state).toBe(state);
  },
);

test('a workflow that cannot be switched on makes the watchdog red, and keeps it from nothing else', async () => {
  const { given, settle, post, get, clock, workflow } = anApi();
  await given();
  await settle(post('fill-cache-batch-resume', { jobId: 'batch_job_12345' }));
  await clock.advance(301_000);
  workflow.state = 'disabled_inactivity';
  workflow.enableWorkflow = () => Promise.reject(mayNotStart);
  const { status, body } = await settle(get('cron/resume-stalled'));
  expect([status, body.error, body.issues]).toEqual([
    502,
    mayNotStart.message,
    [{ path: '', message: mayNotStart.message }],
  ]);
  expect(workflow.started).toHaveLength(2);
});
