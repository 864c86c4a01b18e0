import { expect, test } from 'vitest';
import { createLogReader } from '../../../src/local/github/log-line.ts';

test.each([
  ['a line', { level: 'plain', text: 'a line' }],
  ['::warning::slow', { level: 'warning', text: 'slow' }],
  ['::error title=Redis,file=a::down', { level: 'error', text: 'down' }],
  ['::notice::two%0Alines, 5%25', { level: 'notice', text: 'two\nlines, 5%' }],
  ['::debug::detail', { level: 'debug', text: 'detail' }],
  ['::group::Batch 1', { level: 'group', text: 'Batch 1' }],
  ['::endgroup::', null],
  ['a::b::c', { level: 'plain', text: 'a::b::c' }],
])('the line %s is read', (line, read) => {
  expect(createLogReader([]).read(line)).toEqual(read);
});

test('secrets are hidden, and so is what a step masks', () => {
  const log = createLogReader(['hunter2', '']);
  expect(log.read('::add-mask::late')).toBeNull();
  expect(log.read('::error::hunter2 and late')).toEqual({ level: 'error', text: '*** and ***' });
});
