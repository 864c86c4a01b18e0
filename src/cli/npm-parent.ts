import { readFileSync } from 'node:fs';

/** Calls `onGone` when the npm that started this process has been killed: a kill -9 of `npm start` means all of it. */
export function watchNpm(onGone: () => void): void {
  if (!isBelowNpm()) return;
  const watch = setInterval(() => {
    if (!isBelowNpm()) onGone();
  }, LOOK_MILLISECONDS);
  watch.unref();
}

const LOOK_MILLISECONDS = 250;
/** npm starts a shell, and that this process. */
const GENERATIONS = 2;

/** Whether npm still stands above this process. Where there is no `/proc`, it never seems to. */
function isBelowNpm(): boolean {
  let processId = process.ppid;
  for (let generation = 0; generation < GENERATIONS; generation++) {
    const stat = readStat(processId);
    if (stat === null) return false;
    if (stat.name.startsWith('npm ')) return true;
    processId = stat.parentId;
  }
  return false;
}

function readStat(processId: number): { name: string; parentId: number } | null {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    const [, name = '', parentId = ''] = /\((.*)\) \S (\d+)/.exec(stat) ?? [];
    return { name, parentId: Number(parentId) };
  } catch {
    return null;
  }
}
