const LONGEST_CHARACTERS = 60;

/** A value in a message: in quotes, one line, cut, and without what could act on a terminal. */
export function shown(value: string): string {
  const printable = value.replaceAll(/[^\P{C}]+/gu, ' ');
  return printable.length > LONGEST_CHARACTERS
    ? `"${printable.slice(0, LONGEST_CHARACTERS)}…"`
    : `"${printable}"`;
}
