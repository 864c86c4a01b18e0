/** One line of a run's log, after the workflow commands in it have been understood. */
export interface LogLine {
  readonly level: 'plain' | 'group' | 'debug' | 'notice' | 'warning' | 'error';
  readonly text: string;
}

/** Reads a step's output line by line: `null` for a line that is not for readers. */
export interface LogReader {
  read(line: string): LogLine | null;
}

/** A reader that replaces secrets by `***`, those known at the start and those that a step masks. */
export function createLogReader(secrets: Iterable<string>): LogReader {
  const masked = new Set([...secrets].filter((secret) => secret !== ''));
  const hide = (text: string) => [...masked].reduce((shown, secret) => shown.replaceAll(secret, '***'), text);

  return {
    read(line) {
      const command = COMMAND.exec(line);
      if (!command?.groups) return { level: 'plain', text: hide(line) };
      const { name = '', data = '' } = command.groups;
      const text = unescapeData(data);
      if (name === 'add-mask') {
        if (text !== '') masked.add(text);
        return null;
      }
      if (SILENT.has(name)) return null;
      const level = LEVELS.get(name);
      return level ? { level, text: hide(text) } : { level: 'plain', text: hide(line) };
    },
  };
}

// `::name key=value,key=value::data`, written by @actions/core.
const COMMAND = /^\s*::(?<name>[a-z-]+)(?: [^:]*)?::(?<data>.*)$/;

const LEVELS = new Map<string, LogLine['level']>([
  ['group', 'group'],
  ['debug', 'debug'],
  ['notice', 'notice'],
  ['warning', 'warning'],
  ['error', 'error'],
]);

const SILENT = new Set(['endgroup', 'echo', 'add-matcher', 'remove-matcher', 'save-state', 'set-output']);

function unescapeData(data: string): string {
  return data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
