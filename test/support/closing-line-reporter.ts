import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import { installCommand, missingPrograms, type Program } from '../../scripts/programs.ts';

/**
 * Ends the output with `N passed, N failed` on a line of its own, with `, N skipped` if any were. A file, a hook or a
 * stray promise that fails counts as one failed too: it hides tests that then have no result. The line before counts
 * the tests that were left out because a program is missing.
 */
export default class ClosingLineReporter implements Reporter {
  async onTestRunEnd(modules: readonly TestModule[], strayErrors: readonly SerializedError[]): Promise<void> {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const failedGroups = groups.filter((group) => group.errors().length > 0).length;
    const failed = count('failed') + failedGroups + strayErrors.length;
    const skipped = count('skipped');
    const lines = [
      ...describeLeftOut(
        tests.map(({ tags }) => tags),
        await missingPrograms(),
      ),
      `${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    ];
    // The default reporter writes its summary after this call.
    process.once('exit', () => process.stdout.write(`${lines.join('\n')}\n`));
  }
}

/** One line if tests with the tag of a missing program were left out. */
function describeLeftOut(tagsOfTests: readonly (readonly string[])[], missing: readonly Program[]): string[] {
  const needed = missing.filter(({ name }) => tagsOfTests.some((tags) => tags.includes(name)));
  if (needed.length === 0) return [];
  const names = needed.map(({ name }) => name);
  const count = tagsOfTests.filter((tags) => tags.some((tag) => names.includes(tag))).length;
  return [
    `Left out ${count} of ${tagsOfTests.length} tests, which need ${names.join(' and ')}: ${installCommand(needed)}`,
  ];
}
