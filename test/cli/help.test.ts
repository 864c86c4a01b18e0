import { expect, test } from 'vitest';
import { COMMANDS, DEFAULT_URL, FLAGS, flagsOf, isCommand } from '../../src/cli/commands.ts';
import { commandHelp, generalHelp } from '../../src/cli/help.ts';
import { DEFAULT_PORT } from '../../src/local/flags.ts';
import { runAt } from './client-run.ts';

const flagsIn = (text: string) => [...text.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name);

test('the help names every command, the environment and the exit codes', () => {
  const text = generalHelp();
  const firstWords = [...text.matchAll(/^ {2}([A-Za-z_0-9]+)/gm)].map(([, word]) => word);
  expect(firstWords).toEqual([
    ...Object.keys(COMMANDS),
    ...['FILL_CACHE_URL', 'FILL_CACHE_API_TOKEN'],
    ...['0', '1', '2', '4', '130'],
  ]);
});

test.each(Object.keys(COMMANDS).filter(isCommand))(
  '%s --help names what it takes, and asks nobody',
  async (name) => {
    const { code, output } = await runAt('http://127.0.0.1:1', `${name} --help`);
    expect([code, flagsIn(output)]).toEqual([0, flagsOf(name)]);
  },
);

test('every flag is one of some command', () => {
  const taken = Object.keys(COMMANDS).filter(isCommand).flatMap(flagsOf);
  expect(new Set(taken)).toEqual(new Set(Object.keys(FLAGS)));
});

test('without an address it asks where npm start answers', () => {
  expect(DEFAULT_URL).toBe(`http://127.0.0.1:${DEFAULT_PORT}`);
});

test('no line of the help is wider than a terminal of 120 columns', () => {
  const helps = [generalHelp(), ...Object.keys(COMMANDS).filter(isCommand).map(commandHelp)];
  expect(helps.flatMap((text) => text.split('\n')).filter((line) => line.length > 120)).toEqual([]);
});
