import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** What stays of a run: its log and its summary, and what a reader needs to tell it from others. */
export type KeptRun = z.infer<typeof KeptRunBody>;

export type RunHistory = ReturnType<typeof createRunHistory>;

export const MAX_KEPT_RUNS = 20;
const MAX_KEPT_LINES = 10_000;

/** The latest runs as files of a folder, one for each, so that their pages outlive the stand-in. */
export function createRunHistory(folder: string) {
  const fileOf = (id: number) => join(folder, `${id}.json`);
  return {
    /** Keeps a run that is over. A disk that takes no more costs the page of the run and nothing else. */
    keep({ id, title, state, summary, log }: KeptRun): void {
      const kept: KeptRun = { id, title, state, summary, log: log.slice(-MAX_KEPT_LINES) };
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(fileOf(id), JSON.stringify(kept), { mode: 0o600 });
        for (const old of idsIn(folder).slice(MAX_KEPT_RUNS)) rmSync(fileOf(old), { force: true });
      } catch {
        // The log has been shown, and a job does not end for the page of a run.
      }
    },
    read: (id: number) => readKept(fileOf(id)),
    /** Newest first. */
    list: () => idsIn(folder).flatMap((id) => readKept(fileOf(id)) ?? []),
  };
}

const KeptRunBody = z.object({
  id: z.int(),
  title: z.string(),
  state: z.object({ status: z.string(), conclusion: z.string().optional() }),
  /** Markdown. */
  summary: z.string(),
  log: z.array(z.object({ level: z.string(), text: z.string() })).readonly(),
});

/** Newest first. */
function idsIn(folder: string): number[] {
  try {
    const ids = readdirSync(folder).flatMap((file) => /^(\d{1,15})\.json$/.exec(file)?.[1] ?? []);
    return ids.map(Number).sort((one, other) => other - one);
  } catch {
    return [];
  }
}

/** Null if there is none, or if it is damaged. */
function readKept(file: string): KeptRun | null {
  try {
    return KeptRunBody.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
