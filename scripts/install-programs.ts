import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findFile, installCommand, missingPrograms, type Program } from './programs.ts';

export interface Installing {
  /** Where programs are looked for, and those that install them. */
  path: string;
  isRoot: boolean;
  /** For each program: mirrors fail now and then. */
  attempts: number;
  log: (line: string) => void;
}

/** The commands that install one program. */
type Installer = (program: Program) => readonly (readonly string[])[];

/** A mirror without an answer must not hold up the tests for long. */
const APT_OPTIONS = ['-qq', '-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::https::Timeout=20'];
const LONGEST_COMMAND_MILLISECONDS = 300_000;

/** Installs what is missing, where that works without a question. @returns what is missing after that. */
export async function installMissingPrograms(options: Installing): Promise<Program[]> {
  const missing = await missingPrograms(options.path);
  if (missing.length === 0) return [];
  const installer = await findInstaller(options);
  if (!installer) return missing;
  for (const program of missing) await install(program, installer, options);
  return missingPrograms(options.path);
}

async function findInstaller({ path, isRoot }: Installing): Promise<Installer | null> {
  const has = async (name: string) => (await findFile(name, path)) !== null;
  if (await has('apt-get')) {
    const isSudo = !isRoot && (await has('sudo')) && (await run(['sudo', '-n', 'true'], path)) === null;
    const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...APT_OPTIONS];
    const apt = isSudo ? ['sudo', '-n', ...command] : command;
    if (isRoot || isSudo)
      return ({ apt: name }) => [
        [...apt, 'update'],
        [...apt, 'install', '-y', '--no-install-recommends', name],
      ];
  }
  // It refuses root.
  if (!isRoot && (await has('brew'))) return ({ brew }) => [['brew', 'install', '--quiet', ...brew]];
  return null;
}

async function install(program: Program, installer: Installer, { path, attempts, log }: Installing) {
  log(`${program.name} is missing; installing it: ${installCommand([program])}`);
  let failure: string | null = null;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    failure = null;
    for (const command of installer(program)) failure ??= await run(command, path);
    if (failure === null) return;
  }
  log(`${program.name} could not be installed: ${failure}`);
}

/** Resolves to why a command failed, in one line, or to null. It cannot ask: its input is closed. */
async function run([file = '', ...args]: readonly string[], path: string): Promise<string | null> {
  const env = { ...process.env, PATH: path };
  const running = promisify(execFile)(file, args, { env, timeout: LONGEST_COMMAND_MILLISECONDS });
  running.child.stdin?.end();
  try {
    await running;
    return null;
  } catch (error) {
    const text = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    return (text || String(error)).split('\n').at(-1) ?? '';
  }
}
