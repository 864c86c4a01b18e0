import { expect, test } from 'vitest';
import { dispatch, startStandIn } from '../local/github/repository-fixture.ts';
import { type Fault, withFaults } from './faulty-github.ts';

const WORKFLOW = `
on: { repository_dispatch: { types: [go] } }
jobs: { fill: { runs-on: local, steps: [{ uses: ./ }] } }
`;

test.each<[string, Fault, number, number]>([
  ['loses an event after its 204', { deliveries: 0 }, 204, 0],
  ['delivers an event twice', { deliveries: 2 }, 204, 2],
  ['refuses with 403', { answer: { status: 403 } }, 403, 0],
  ['lets an event land though it answers 502', { answer: { status: 502 }, deliveries: 1 }, 502, 1],
])('a fault %s', async (_, fault, status, runs) => {
  const standIn = await startStandIn(WORKFLOW, { around: withFaults(() => fault) });
  expect((await dispatch(standIn, null)).status).toBe(status);
  expect(standIn.runs()).toHaveLength(runs);
});

test('a fault gives headers and a body, and strikes the requests that it chooses', async () => {
  const answer = { status: 429, headers: { 'retry-after': '60' }, body: { message: 'slow down' } };
  let requests = 0;
  const standIn = await startStandIn(WORKFLOW, {
    around: withFaults(() => (requests++ === 0 ? { answer } : undefined)),
  });
  const limited = await dispatch(standIn, null);
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '60']);
  expect(await limited.json()).toEqual({ message: 'slow down' });
  expect((await dispatch(standIn, null)).status).toBe(204);
});

test('a fault cuts the connection after the event has landed', async () => {
  const standIn = await startStandIn(WORKFLOW, {
    around: withFaults(() => ({ answer: 'reset', deliveries: 1 })),
  });
  await expect(dispatch(standIn, null)).rejects.toThrow('fetch failed');
  expect(standIn.runs()).toHaveLength(1);
});

test('a request that is never answered ends when the stand-in closes', async () => {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const faults = () => {
    arrive();
    return { answer: 'silence' } as const;
  };
  const standIn = await startStandIn(WORKFLOW, { around: withFaults(faults) });
  const unanswered = expect(dispatch(standIn, null)).rejects.toThrow('fetch failed');
  await arrived;
  await standIn.close();
  await unanswered;
});
