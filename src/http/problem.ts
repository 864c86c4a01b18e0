import { PROBLEMS, type ProblemCode } from './problem-codes.ts';
import type { ProblemReply } from './replies/problem.ts';

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

/** A longer text repeats the caller's own input. */
const LONGEST_TEXT = 500;

export function problemResponse({ code, message, status, details }: Problem): Response {
  const { issues = [], headers = {}, jobId } = details;
  const body: ProblemReply = {
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
