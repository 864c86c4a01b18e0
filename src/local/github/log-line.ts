/** One line of a run's log, after the workflow commands in it have been understood. */
export interface LogLine {
  readonly level: 'plain' | (typeof LEVELS)[number];
  readonly text: string;
}

/** A reader of a step's output that replaces secrets by `***`, those known at the start and those that a step masks. */
export function createLogReader(secrets: Iterable<string>) {
  const masked = new Set([...secrets].filter((secret) => secret !== ''));
  const hide = (text: string) => [...masked].reduce((shown, secret) => shown.replaceAll(secret, '***'), text);

  return {
    /** Null for a line that is not for readers. */
    read(line: string): LogLine | null {
      const [, name = '', data = ''] = COMMAND.exec(line) ?? [];
      const text = data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
      if (name === 'add-mask' && text !== '') masked.add(text);
      if (SILENT.has(name)) return null;
      const level = LEVELS.find((known) => known === name);
      return level ? { level, text: hide(text) } : { level: 'plain', text: hide(line) };
    },
  };
}

// `::name key=value,key=value::data`, written by @actions/core.
const COMMAND = /^\s*::([a-z-]+)(?: [^:]*)?::(.*)$/;

const LEVELS = ['group', 'debug', 'notice', 'warning', 'error'] as const;

const SILENT = new Set('add-mask endgroup echo add-matcher remove-matcher save-state set-output'.split(' '));
