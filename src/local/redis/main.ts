import { parseArgs } from 'node:util';
import { createRedisServerEngine } from './redis-server-engine.ts';
import { createRestServer } from './rest-server.ts';
import { createSqliteEngine } from './sqlite-engine.ts';

// The REST face as a process of its own, to be killed by tests: prints its URL and serves until a signal ends it.
const string = { type: 'string' } as const;
const { values } = parseArgs({ options: { file: string, 'redis-url': string, token: string, port: string } });
const { file = '.fill-cache/redis.sqlite', 'redis-url': url, token = 'local', port = '0' } = values;
const engine =
  url === undefined ? createSqliteEngine({ file, now: Date.now }) : await createRedisServerEngine({ url });
const face = await createRestServer({ engine, token, port: Number(port) });
console.log(face.url);
