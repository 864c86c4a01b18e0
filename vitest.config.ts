import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { installCommand, isCI, missingPrograms, PROGRAMS } from './scripts/programs.ts';
import { LongestFirst } from './test/support/longest-first.ts';

const missing = await missingPrograms();
if (missing.length > 0 && isCI(process.env))
  throw new Error(`Tests are left out, which CI does not allow: ${installCommand(missing)}`);

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/open-compressions.ts', 'test/support/load-snapshots.ts'],
    // Tests that need a program have its name as a tag.
    tags: PROGRAMS.map((program) => ({ name: program.name, skip: missing.includes(program) })),
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A module is evaluated once for each worker instead of once for each file: 32 s of CPU instead of 60 for the unit
    // tests. So a test must undo what it changes in its process.
    isolate: false,
    // The longest files wait for processes and clocks half of the time.
    maxWorkers: 2 * availableParallelism(),
    sequence: { sequencer: LongestFirst },
  },
});
