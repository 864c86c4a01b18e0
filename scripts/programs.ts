import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** A program that tests need and npm does not bring. */
export interface Program {
  /** Also the tag of the tests that need it. */
  name: string;
  /** Its file on the PATH; the first that works is taken. */
  files: readonly string[];
  /** The first number of what `--version` prints, at least. */
  version: number;
  /** The package of apt-get; and how brew installs it. */
  apt: string;
  brew: readonly string[];
}

export const PROGRAMS: readonly Program[] = [
  { name: 'redis-server', files: ['redis-server'], version: 7, apt: 'redis-server', brew: ['redis'] },
  {
    name: 'chromium',
    files: [
      'chromium',
      'google-chrome',
      'chromium-browser',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    version: 100,
    apt: 'chromium',
    brew: ['--cask', 'chromium'],
  },
  { name: 'python3', files: ['python3'], version: 3, apt: 'python3', brew: ['python'] },
  // Slim images of Node have neither.
  { name: 'curl', files: ['curl'], version: 7, apt: 'curl', brew: ['curl'] },
  { name: 'git', files: ['git'], version: 2, apt: 'git', brew: ['git'] },
];

/** The file of a program that works and is new enough; null if there is none. */
export async function findProgram(
  { files, version }: Program,
  path = process.env.PATH,
): Promise<string | null> {
  for (const name of files) {
    const file = await findFile(name, path);
    if (file !== null && (await versionOf(file)) >= version) return file;
  }
  return null;
}

/** Those that are not found. */
export async function missingPrograms(path = process.env.PATH): Promise<Program[]> {
  const found = await Promise.all(PROGRAMS.map((program) => findProgram(program, path)));
  return PROGRAMS.filter((_, at) => found[at] === null);
}

/** What people type to get programs. */
export function installCommand(programs: readonly Program[], platform = process.platform): string {
  if (platform !== 'darwin') return `sudo apt-get install ${programs.map(({ apt }) => apt).join(' ')}`;
  return programs.map(({ brew }) => `brew install ${brew.join(' ')}`).join(' && ');
}

/** GitHub and others set CI to `true`. */
export function isCI(env: NodeJS.ProcessEnv): boolean {
  return env.CI !== undefined && env.CI !== '' && env.CI !== 'false';
}

/** The first file of this name on a PATH that may be executed; of an absolute name, itself. */
export async function findFile(name: string, path = ''): Promise<string | null> {
  const files = name.startsWith('/') ? [name] : path.split(delimiter).map((folder) => join(folder, name));
  for (const file of files) {
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return null;
}

/** 0 for what does not run: some systems have a file that only tells how to install the program. */
async function versionOf(file: string): Promise<number> {
  try {
    const { stdout } = await promisify(execFile)(file, ['--version'], { timeout: 20_000 });
    return Number(/\d+/.exec(stdout)?.[0] ?? 0);
  } catch {
    return 0;
  }
}
