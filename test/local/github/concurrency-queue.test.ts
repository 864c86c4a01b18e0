import { expect, test } from 'vitest';
import {
  createConcurrencyQueue,
  MAX_WAITING,
  type Turn,
} from '../../../src/local/github/concurrency-queue.ts';

function enterAll(queue: Turn['queue'], names: readonly string[], cancelInProgress = false) {
  const happened: string[] = [];
  const places = createConcurrencyQueue();
  const turns = names.map((name): Turn => {
    const start = () => happened.push(`${name} starts`);
    const cancel = () => happened.push(`${name} is cancelled`);
    return { group: 'job', queue, cancelInProgress, start, cancel };
  });
  for (const turn of turns) places.enter(turn);
  const leave = (index: number) => turns.slice(index, index + 1).forEach(places.leave);
  return { happened, leave, places };
}

test('queue: max lets all wait and starts them in the order in which they came', () => {
  const { happened, leave } = enterAll('max', ['a', 'b', 'c']);
  expect(happened).toEqual(['a starts']);
  leave(0);
  leave(1);
  expect(happened).toEqual(['a starts', 'b starts', 'c starts']);
});

test('queue: single keeps the newest that waits and cancels the others', () => {
  const { happened, leave } = enterAll('single', ['a', 'b', 'c']);
  leave(0);
  expect(happened).toEqual(['a starts', 'b is cancelled', 'c starts']);
});

test('cancel-in-progress cancels the one that works, and the next starts when it has left', () => {
  const { happened, leave } = enterAll('single', ['a', 'b'], true);
  expect(happened).toEqual(['a starts', 'a is cancelled']);
  leave(0);
  expect(happened).toEqual(['a starts', 'a is cancelled', 'b starts']);
});

test('a full queue: max refuses the newest', () => {
  const names = Array.from({ length: MAX_WAITING + 2 }, (_, index) => String(index));
  expect(enterAll('max', names).happened).toEqual(['0 starts', `${MAX_WAITING + 1} is cancelled`]);
});

test('one that leaves while it waits is passed over', () => {
  const { happened, leave } = enterAll('max', ['a', 'b', 'c']);
  leave(1);
  leave(0);
  expect(happened).toEqual(['a starts', 'c starts']);
});

test('leaving twice does not let two of a group work', () => {
  const { happened, leave } = enterAll('max', ['a', 'b', 'c']);
  leave(0);
  leave(0);
  expect(happened).toEqual(['a starts', 'b starts']);
});

test('groups differ by name, whatever its case', () => {
  const { happened, places } = enterAll('max', ['a']);
  const turn = { queue: 'max', cancelInProgress: false, cancel: () => {} } as const;
  places.enter({ ...turn, group: 'JOB', start: () => happened.push('same starts') });
  places.enter({ ...turn, group: 'other', start: () => happened.push('other starts') });
  expect(happened).toEqual(['a starts', 'other starts']);
});
