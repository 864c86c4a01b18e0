/** What a route of the stand-in answers; a string is sent as text, anything else as JSON. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A refusal in the shape in which GitHub writes them. */
export function refuse(status: number, message: string): ApiAnswer {
  return {
    status,
    body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
  };
}

export const NOT_FOUND: ApiAnswer = refuse(404, 'Not Found');
