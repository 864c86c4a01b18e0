import { parseArgs } from 'node:util';
import { createRestServer } from '../../src/local/redis/rest-server.ts';
import { createSqliteEngine } from '../../src/local/redis/sqlite-engine.ts';

// The embedded Redis as a process of its own, to be killed by tests: prints its URL and serves until a signal ends it.
const string = { type: 'string' } as const;
const { values } = parseArgs({ options: { file: string, token: string } });
const { file = '.fill-cache/redis.sqlite', token = 'local' } = values;
const server = await createRestServer({ engine: createSqliteEngine({ file, now: Date.now }), token });
console.log(server.url);
