/**
 * Reads the file behind `GITHUB_OUTPUT`: lines `name=value`, or `name<<DELIMITER`, the value's lines, and the
 * delimiter. A block that was not finished, because the step was killed while it wrote, counts for nothing.
 */
export function parseOutputFile(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const block = /^(?<name>[^=]+?)<<(?<delimiter>.+)$/.exec(line)?.groups;
    if (block?.name && block.delimiter) {
      const end = lines.indexOf(block.delimiter, index + 1);
      if (end === -1) break;
      outputs[block.name] = lines.slice(index + 1, end).join('\n');
      index = end;
      continue;
    }
    const equals = line.indexOf('=');
    if (equals > 0) outputs[line.slice(0, equals)] = line.slice(equals + 1);
  }
  return outputs;
}
