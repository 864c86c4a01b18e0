import { expect, test } from 'vitest';
import { createScreen } from '../../src/local/screen.ts';

function screenOn(stream: { isTTY?: boolean; columns?: number; hasColors?(): boolean }, env = {}) {
  const written: string[] = [];
  const write = (text: string | Uint8Array) => Boolean(written.push(String(text)));
  return { screen: createScreen({ ...stream, write }, env), written };
}

const TERMINAL = { isTTY: true, columns: 100, hasColors: () => false };

test('on a terminal the drawn line stays below the lines of the log', () => {
  const { screen, written } = screenOn(TERMINAL);
  screen.draw('50 %');
  screen.log('a line');
  screen.draw('60 %');
  screen.draw(null);
  expect(written.join('')).toBe('50 %\r\u001B[2Ka line\n50 %\r\u001B[2K60 %\r\u001B[2K');
});

test.each([
  ['a pipe', {}, {}],
  ['a terminal that cannot', TERMINAL, { TERM: 'dumb' }],
])('on %s nothing is drawn, and nothing but text is written', (_, stream, env) => {
  const { screen, written } = screenOn(stream, env);
  screen.draw('50 %');
  screen.log('careful\nnow', 'warning');
  expect([screen.isTerminal, written.join('')]).toEqual([false, 'careful\nnow\n']);
});

test('control characters from outside do not act on a terminal', () => {
  const { screen, written } = screenOn(TERMINAL);
  screen.log('\u001B[2Jgone\u0007');
  expect(written).toEqual([' [2Jgone\n']);
});

test.each([
  ['warning', '\u001B[33mcareful\u001B[39m\n'],
  ['error', '\u001B[31mcareful\u001B[39m\n'],
  ['plain', 'careful\n'],
] as const)('a terminal with colours shows what is %s', (emphasis, text) => {
  const { screen, written } = screenOn({ ...TERMINAL, hasColors: () => true });
  screen.log('careful', emphasis);
  expect(written).toEqual([text]);
});
