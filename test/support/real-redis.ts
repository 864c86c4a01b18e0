import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createClient } from 'redis';

export interface RealRedis {
  url: string;
  port: number;
  /** How often each command was called since the last `flush`, by its name in lower case, as INFO counts. */
  commandStats(): Promise<Map<string, number>>;
  /** Empties it and sets the counts to zero. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The shell ends the server when our end of its input closes, which the system sees to however this process ends. The
 * server itself gets no input, or it would hold the pipe open.
 */
const guardedServer = `
  exec 3<&0
  redis-server "$@" </dev/null 3<&- &
  server=$!
  { read -r _ <&3; kill -9 $server; } >/dev/null 2>&1 &
  wait $server
`;

/** Its copies share its class, which costs 30 ms of CPU to make: as much for each address. */
const client = createClient({ RESP: 2, disableClientInfo: true });

/**
 * A redis-server of its own on a free loopback port, with its data in a temporary folder.
 *
 * @param options.appendOnly whether writes outlive a kill of the server. @default false
 */
export async function startRealRedis({ appendOnly = false } = {}): Promise<RealRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-redis-'));
  const port = await freePort();
  const settings = {
    '--port': String(port),
    '--bind': '127.0.0.1',
    '--dir': folder,
    '--save': '',
    '--appendonly': appendOnly ? 'yes' : 'no',
  };
  const shell = spawn('/bin/sh', ['-c', guardedServer, 'sh', ...Object.entries(settings).flat()]);
  const exited = once(shell, 'exit');
  await untilReady(shell);
  const url = `redis://127.0.0.1:${port}`;
  const connection = await client.duplicate({ url }).connect();

  return {
    url,
    port,
    async commandStats() {
      const lines = (await connection.info('commandstats')).matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm);
      return new Map(Array.from(lines, ([, name = '', calls]) => [name, Number(calls)]));
    },
    async flush() {
      await connection.flushAll();
      await connection.configResetStat();
    },
    async close() {
      connection.destroy();
      shell.stdin.end();
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(shell: ChildProcessWithoutNullStreams): Promise<void> {
  const lines: string[] = [];
  shell.stderr.on('data', (text) => lines.push(String(text)));
  for await (const line of createInterface(shell.stdout)) {
    lines.push(line);
    if (line.includes('Ready to accept connections')) {
      shell.stdout.resume();
      return;
    }
  }
  shell.stdin.end();
  await once(shell, 'close');
  const log = lines.join('\n');
  throw new Error(
    log.includes('redis-server: not found')
      ? 'redis-server is not installed, and these tests compare with it: apt-get install redis-server'
      : `redis-server did not start:\n${log}`,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
