import { createHash } from 'node:crypto';

/** JSON with an ETag, or 304 if the caller has it. @param tagged what the ETag is made of. */
export function taggedJson(request: Request, body: unknown, tagged: unknown = body): Response {
  return taggedAnswer(request, tagged, (headers) => Response.json(body, { headers }));
}

/** The same for an answer of any type; it is made only if the caller does not have it. */
export function taggedAnswer(
  request: Request,
  tagged: unknown,
  answer: (headers: Record<string, string>) => Response,
): Response {
  const digest = createHash('sha256').update(JSON.stringify(tagged)).digest('base64url').slice(0, 22);
  const etag = `W/"${digest}"`;
  const headers = { etag, 'cache-control': 'private, no-cache' };
  const known = (request.headers.get('if-none-match') ?? '').split(',').map((tag) => tag.trim());
  if (known.includes('*') || known.some((tag) => weak(tag) === etag)) {
    return new Response(null, { status: 304, headers });
  }
  return answer(headers);
}

function weak(tag: string): string {
  return tag.startsWith('W/') ? tag : `W/${tag}`;
}
