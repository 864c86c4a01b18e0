import * as z from 'zod';
import { serveProxy } from '../../src/local/serve-proxy.ts';
import type { FetchHandler } from '../../src/proxy/proxy.ts';

// Serves the default export of a file, as Vercel's launcher would: prints its address, and runs until a signal ends it.
const handlerSchema = z.object({
  default: z.object({ fetch: z.custom<FetchHandler>((value) => typeof value === 'function') }),
});

const [file = ''] = process.argv.slice(2);
const { fetch } = handlerSchema.parse(await import(file)).default;
console.log((await serveProxy(fetch)).url);
