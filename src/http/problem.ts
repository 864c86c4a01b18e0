import * as z from 'zod';

/** Code → HTTP status and title. */
const PROBLEMS = {
  'bad-request': [400, 'Bad Request'],
  'invalid-json': [400, 'Bad Request'],
  'invalid-field': [400, 'Bad Request'],
  unauthorized: [401, 'Unauthorized'],
  'read-only-token': [403, 'Forbidden'],
  'foreign-page': [403, 'Forbidden'],
  'unknown-route': [404, 'Not Found'],
  'unknown-job': [404, 'Not Found'],
  'unknown-ticker': [404, 'Not Found'],
  'method-not-allowed': [405, 'Method Not Allowed'],
  'state-forbids': [409, 'Conflict'],
  'idempotency-key-reused': [409, 'Conflict'],
  'body-too-large': [413, 'Content Too Large'],
  'too-many-tickers': [413, 'Content Too Large'],
  'unsupported-type': [415, 'Unsupported Media Type'],
  'too-many-jobs': [429, 'Too Many Requests'],
  'github-limit': [429, 'Too Many Requests'],
  internal: [500, 'Internal Server Error'],
  'github-refused': [502, 'Bad Gateway'],
  'github-unreachable': [502, 'Bad Gateway'],
  'source-unreachable': [502, 'Bad Gateway'],
  'source-refused': [502, 'Bad Gateway'],
  'job-stuck': [502, 'Bad Gateway'],
  unhealthy: [503, 'Service Unavailable'],
  'not-configured': [503, 'Service Unavailable'],
  'redis-unavailable': [503, 'Service Unavailable'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface Issue {
  /** Of the field, such as `tickers.3`; empty for the whole. */
  path: string;
  message: string;
}

export interface ProblemDetails {
  issues?: Issue[];
  headers?: Record<string, string>;
  /** The job that was made before it went wrong, and can be continued. */
  jobId?: string;
  cause?: unknown;
}

/** Why a request is refused: one sentence for the caller. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly status: number;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, message: string, details: ProblemDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.status = PROBLEMS[code][0];
    this.details = details;
  }
}

export const PROBLEM_TYPE = 'application/problem+json';

/** RFC 9457, with `success`, `error` and `code`. */
export const problemSchema = z.object({
  success: z.literal(false),
  error: z.string().describe('One sentence: what is wrong, and what to do.'),
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(PROBLEMS)).describe('For programs.'),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).describe('Each field that is wrong.'),
  jobId: z.string().optional().describe('The job that was made before it went wrong, and can be continued.'),
});

/** A longer text repeats the caller's own input. */
const LONGEST_TEXT = 500;

export function problemResponse({ code, message, status, details }: Problem): Response {
  const { issues = [], headers = {}, jobId } = details;
  const body: z.infer<typeof problemSchema> = {
    success: false,
    error: shortened(message),
    type: 'about:blank',
    title: PROBLEMS[code][1],
    status,
    code,
    issues: issues.map((issue) => ({ path: shortened(issue.path), message: shortened(issue.message) })),
    ...(jobId === undefined ? {} : { jobId }),
  };
  return Response.json(body, { status, headers: { ...headers, 'content-type': PROBLEM_TYPE } });
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
