import * as z from 'zod';
import type { FetchHandler } from '../../src/http/app.ts';
import { serveApi } from '../../src/http/serve-api.ts';

// Serves the default export of a file, as Vercel's launcher would: prints its address, and runs until a signal ends it.
const handlerSchema = z.object({
  default: z.object({ fetch: z.custom<FetchHandler>((value) => typeof value === 'function') }),
});

const [file = ''] = process.argv.slice(2);
const { fetch } = handlerSchema.parse(await import(file)).default;
console.log((await serveApi(fetch)).url);
