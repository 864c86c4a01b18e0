import { errorMessage } from '../core/error-message.ts';
import { tickerDocumentSchema } from './document-schema.ts';
import type { TickerDocument } from './ticker-document.ts';
import { unpackValue } from './unpack-value.ts';

/** A value under `ticker-data:` that is no document of ours. */
export class InvalidTickerDocument extends Error {
  override readonly name = 'InvalidTickerDocument';
}

/** @throws {InvalidTickerDocument}, which says what is wrong with the value. */
export async function decodeDocument(value: string): Promise<TickerDocument> {
  const parsed = tickerDocumentSchema.safeParse(await unpacked(value));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  throw new InvalidTickerDocument(`Not a ticker-data document of version 1: ${where}${issue?.message}`, {
    cause: parsed.error,
  });
}

async function unpacked(value: string): Promise<unknown> {
  try {
    return await unpackValue(value);
  } catch (cause) {
    const reason = errorMessage(cause);
    throw new InvalidTickerDocument(`Not a ticker-data document: ${reason}`, { cause });
  }
}
