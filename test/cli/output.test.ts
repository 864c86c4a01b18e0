import { expect, test } from 'vitest';
import { createOutput } from '../../src/cli/output.ts';
import { createTerminal } from '../../src/cli/terminal.ts';

test('a reply as JSON holds the same text, whatever is in it, and no command of a workflow', () => {
  const written: string[] = [];
  const terminal = createTerminal({ write: (text) => Boolean(written.push(String(text))) }, {});
  const reply = { error: '::error::a ##[group]b\n\u202ec\u2028d\u{e0001}', at: ['::x::'] };
  createOutput({ json: true, hint: String, terminal, stderr: terminal }).reply(reply, '');
  const text = written.join('');
  expect(text).not.toMatch(/##\[|^\s*::/m);
  expect(JSON.parse(text)).toEqual(reply);
});
