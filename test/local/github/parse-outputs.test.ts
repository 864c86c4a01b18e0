import { expect, test } from 'vitest';
import { parseOutputs } from '../../../src/local/github/step-environment.ts';

test.each([
  ['nothing', '', {}],
  ['a line', 'status=completed\n', { status: 'completed' }],
  ['a value with an equals sign', 'url=http://a/?b=c\n', { url: 'http://a/?b=c' }],
  ['a block', 'text<<END\none\ntwo=2\nEND\nlast=1\n', { text: 'one\ntwo=2', last: '1' }],
  ['a later value of the same name', 'status=running\nstatus=completed\n', { status: 'completed' }],
  ['a block that a kill left open', 'status=running\ntext<<END\none=1\n', { status: 'running' }],
])('%s is read', (_, text, outputs) => {
  expect(parseOutputs(text)).toEqual(outputs);
});
