import type { Compression } from '../core/options.ts';
import type { TickerDocument } from './ticker-document.ts';
import { GZIP_PREFIX } from './unpack-value.ts';

/**
 * The document as Redis holds it: JSON, or `gz:` and the base64 of its gzip. Compressed beside the main thread, which
 * would stand still for 5 ms a document.
 */
export async function encodeDocument(document: TickerDocument, compress: Compression): Promise<string> {
  const json = JSON.stringify(document);
  return compress === 'gzip' ? GZIP_PREFIX + (await compressed(json)).toString('base64') : json;
}

/** zlib is loaded late: a cold start of the HTTP API does without it. */
async function compressed(json: string): Promise<Buffer> {
  const { gzip } = await import('node:zlib');
  return new Promise((resolve, reject) => {
    gzip(json, (error, packed) => (error ? reject(error) : resolve(packed)));
  });
}
