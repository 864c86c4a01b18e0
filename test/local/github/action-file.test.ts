import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileUnreadable, readActionFile } from '../../../src/local/github/workflow-file.ts';
import { createRepository } from './repository-fixture.ts';

function read(text: string) {
  const root = createRepository({});
  writeFileSync(join(root, 'action.yml'), text);
  return readActionFile(root);
}

test('an input without a default is an empty one, and a number is a text', () => {
  const { inputs } = read(
    '{ inputs: { a: {}, b: { default: 5 } }, runs: { using: node24, main: index.js } }',
  );
  expect(inputs).toEqual({ a: { default: '' }, b: { default: '5' } });
});

test.each(['node20', 'composite'])('an action that uses %s is refused', (using) => {
  expect(() => read(`{ runs: { using: ${using}, main: index.js } }`)).toThrow(FileUnreadable);
});
