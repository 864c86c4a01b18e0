import { createApp } from '../src/http/app.ts';
import { configFromEnvironment } from '../src/http/environment.ts';
import { serveApi } from '../src/http/serve-api.ts';

// The HTTP face as a process of its own, for those who load it; beside it `/bare`, which does nothing.
const api = createApp(configFromEnvironment(process.env));
const { url } = await serveApi(async (request) =>
  new URL(request.url).pathname === '/bare' ? Response.json({ success: true }) : api(request),
);
console.log(url);
