import { expect, onTestFinished, test, vi } from 'vitest';
import { startPhase } from '../../src/github/report-outcome.ts';

test('a phase of a run is a group of the log, which ends where the next one begins', () => {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  onTestFinished(() => written.mockRestore());
  startPhase('Plan');
  startPhase('Fetch');
  const lines = written.mock.calls.map(([text]) => String(text).trim()).filter((text) => text !== '');
  expect(lines).toEqual(['::group::Plan', '::endgroup::', '::group::Fetch']);
});
