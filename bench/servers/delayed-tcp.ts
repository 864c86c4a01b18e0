import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a loopback port on which each byte travels so many milliseconds, in either direction. */
export async function startDelayedTcp(port: number, milliseconds: number): Promise<{ url: string }> {
  const server = createServer((client) => {
    const target = connect(port, '127.0.0.1');
    client.setNoDelay();
    target.setNoDelay();
    forward(client, target, milliseconds);
    forward(target, client, milliseconds);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function forward(from: Socket, to: Socket, milliseconds: number): void {
  from.on('data', (bytes) => setTimeout(() => to.writable && to.write(bytes), milliseconds));
  from.on('close', () => setTimeout(() => to.destroy(), milliseconds));
  from.on('error', () => to.destroy());
}
