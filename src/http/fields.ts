import * as z from 'zod';
import { jobOptionsSchema, requestsPerSecondOverHttp as requestsPerSecond } from '../core/options.ts';
import {
  MOST_TICKERS,
  normalizeTicker,
  parseTickerList,
  splitTickers,
  TickerListError,
} from '../tickers/symbol.ts';
import { type Issue, Problem } from './problem.ts';

const SHOWN_ISSUES = 20;
const { batchSize, range, compress, refreshAfter, maxBatches } = jobOptionsSchema.shape;

// Each description is the end of a refusal: "batchSize must be …".

/** A job id of another form is an unknown job, not a wrong field. */
export const jobIdField = z.string().describe('the id of a job, such as batch_job_12345');

export const tickersField = z
  .union([
    // For the document alone: more are refused by 413, not as a wrong field.
    z.array(z.string('must be a symbol such as AAPL or BRK-B')).meta({ maxItems: MOST_TICKERS }),
    z.string(),
  ])
  .describe(
    "a list of symbols in Yahoo's spelling, such as AAPL or BRK-B, or one text with commas, spaces or lines between them; BRK.B is read as BRK-B",
  );

/** Options of a new job, as the inputs of the action. */
export const optionFields = {
  range: range.optional().describe(`${range.description}; 5y if not given`),
  compress: compress.optional().describe(`${compress.description}; none if not given`),
  refreshAfter: refreshAfter.optional().describe(`${refreshAfter.description}; close if not given`),
  requestsPerSecond: requestsPerSecond
    .optional()
    .describe(`${requestsPerSecond.description}; 4 if not given`),
};
export const batchFields = {
  batchSize: batchSize.optional().describe(`${batchSize.description}; 5 if not given`),
  // A run costs half a minute of start: a job that nobody steps through by hand uses its runs up.
  maxBatches: maxBatches.default(0).describe(`${maxBatches.description}, for each run; 0 if not given`),
};

/** @returns in Yahoo's spelling, each once. @throws {Problem} 400 that names each wrong one, or 413. */
export function readTickers(given: z.infer<typeof tickersField>): string[] {
  const values = typeof given === 'string' ? splitTickers(given) : given;
  if (values.length > MOST_TICKERS) {
    const message = `must be at most ${MOST_TICKERS} symbols, not ${values.length}`;
    const issues = [{ path: 'tickers', message }];
    throw new Problem('too-many-tickers', `tickers ${message}: split them over several jobs.`, { issues });
  }
  const issues: Issue[] = [];
  for (const [position, value] of values.entries()) {
    if (issues.length === SHOWN_ISSUES) break;
    if (value.trim() !== '' && normalizeTicker(value) === null)
      issues.push(issueOf(value, typeof given === 'string' ? 'tickers' : `tickers.${position}`));
  }
  const [first] = issues;
  if (first) throw new Problem('invalid-field', first.message, { issues });
  try {
    return parseTickerList(values);
  } catch (error) {
    if (!(error instanceof TickerListError)) throw error;
    throw new Problem('invalid-field', error.message, {
      issues: [{ path: 'tickers', message: error.message }],
    });
  }
}

function issueOf(value: string, path: string): Issue {
  try {
    parseTickerList([value]);
    return { path, message: 'is no symbol' };
  } catch (error) {
    return { path, message: error instanceof Error ? error.message : String(error) };
  }
}
