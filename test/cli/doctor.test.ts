import { expect, test } from 'vitest';
import type { Diagnosis } from '../../src/core/diagnosis.ts';
import { runAt } from './client-run.ts';

const WELL: Diagnosis[] = [
  { about: 'redis', state: 'ok', text: 'It answers.' },
  { about: 'github', state: 'note', text: 'It is quiet.' },
];
const ILL: Diagnosis[] = [...WELL, { about: 'yahoo', state: 'problem', text: 'It refuses.' }];

const doctor = (checks: Diagnosis[], flags = '') =>
  runAt('', `doctor ${flags}`, { diagnose: async () => ({ where: 'local', checks }) });

test('each check is a line, and a problem makes the command fail', async () => {
  expect(await doctor(WELL)).toMatchObject({
    code: 0,
    output: 'ok       redis        It answers.\nnote     github       It is quiet.\n',
  });
  const { code, output } = await doctor(ILL);
  expect([code, output.split('\n').at(-2)]).toEqual([1, 'problem  yahoo        It refuses.']);
});

test.each([
  [WELL, true, 0],
  [ILL, false, 1],
])('with --json it prints %j as one line', async (checks, success, expected) => {
  const { code, output } = await doctor(checks, '--json');
  expect([code, JSON.parse(output)]).toEqual([expected, { success, where: 'local', checks }]);
});
