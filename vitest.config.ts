import { defineConfig } from 'vitest/config';
import { installCommand, isCI, missingPrograms, PROGRAMS } from './scripts/programs.ts';

const missing = await missingPrograms();
if (missing.length > 0 && isCI(process.env))
  throw new Error(`Tests are left out, which CI does not allow: ${installCommand(missing)}`);

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    // Tests that need a program have its name as a tag.
    tags: PROGRAMS.map((program) => ({ name: program.name, skip: missing.includes(program) })),
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
