import { expect, test } from 'vitest';
import { createTerminal } from '../../src/cli/terminal.ts';

function screenOn(stream: { isTTY?: boolean; columns?: number; hasColors?(): boolean }, env = {}) {
  const written: string[] = [];
  const write = (text: string | Uint8Array) => Boolean(written.push(String(text)));
  return { terminal: createTerminal({ ...stream, write }, env), written };
}

const TERMINAL = { isTTY: true, columns: 100, hasColors: () => false };

test('on a terminal the drawn line stays below the lines of the log', () => {
  const { terminal, written } = screenOn(TERMINAL);
  terminal.draw('50 %');
  terminal.log('a line');
  terminal.draw('60 %');
  terminal.draw(null);
  expect(written.join('')).toBe('50 %\r\u001B[2Ka line\n50 %\r\u001B[2K60 %\r\u001B[2K');
});

test.each([
  ['a pipe', {}, {}],
  ['a terminal that cannot', TERMINAL, { TERM: 'dumb' }],
])('on %s nothing is drawn, and nothing but text is written', (_, stream, env) => {
  const { terminal, written } = screenOn(stream, env);
  terminal.draw('50 %');
  terminal.log('careful\nnow', 'warning');
  expect([terminal.isTerminal, written.join('')]).toEqual([false, 'careful\nnow\n']);
});

test('control characters from outside do not act on a terminal', () => {
  const { terminal, written } = screenOn(TERMINAL);
  terminal.log('\u001B[2Jgone\u0007');
  expect(written).toEqual([' [2Jgone\n']);
});

test.each([
  ['a command of a workflow', '::error::pwned', ': :error::pwned'],
  ['one in a later line, behind spaces', 'T1:\n  ::add-mask::a', 'T1:\n  : :add-mask::a'],
  ['one of the old form', 'T1 ##[group]a', 'T1 # #[group]a'],
  ['text that runs backwards', 'T1\u202eevil\u2066', 'T1 evil'],
  ['a line of its own', 'T1\u2028::error::x', 'T1 ::error::x'],
  ['the columns of a table', '  Prices   AAPL', '  Prices   AAPL'],
])('%s from outside is text', (_, given, shown) => {
  const { terminal, written } = screenOn({});
  terminal.log(given);
  expect(written.join('')).toBe(`${shown}\n`);
});

test.each([
  ['warning', '\u001B[33mcareful\u001B[39m\n'],
  ['error', '\u001B[31mcareful\u001B[39m\n'],
  ['plain', 'careful\n'],
] as const)('a terminal with colours shows what is %s', (emphasis, text) => {
  const { terminal, written } = screenOn({ ...TERMINAL, hasColors: () => true });
  terminal.log('careful', emphasis);
  expect(written).toEqual([text]);
});
