import type { ProgramPorts } from './ports.ts';

/** What stands below the help of a command. @param words the command line behind the program's name. */
export function example(words: string, { calledAs }: Pick<ProgramPorts, 'calledAs'>): string {
  return `\nExample: ${calledAs} ${words}`;
}
