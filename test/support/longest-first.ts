import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Parts of the paths of files that take longer than 5 s alone, the longest first. */
const LONGEST = [
  '/e2e/chaos.',
  '/e2e/npm-start',
  '/e2e/kills.',
  '/jobs/thirty-',
  '/page/',
  '/e2e/',
  '/chaos/',
  '/cli/export-memory.',
  '/core/model.',
  '/test/package.',
  '/test/release.',
];

/** Starts the longest files first, so that none begins when the others are nearly done. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const at = LONGEST.findIndex((part) => moduleId.includes(part));
  return at === -1 ? LONGEST.length : at;
}
