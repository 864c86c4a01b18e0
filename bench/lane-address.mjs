// Loaded before the code of a run: its requests to the price source come from an address of its lane, as from a runner of
// its own. All of 127.0.0.0/8 is this machine on Linux; on macOS an address must be added before (ifconfig lo0 alias).
import { readFileSync } from 'node:fs';
import net from 'node:net';

const { GITHUB_EVENT_PATH = '', YAHOO_FINANCE_URL = 'http://127.0.0.1' } = process.env;
const lane = readEvent().client_payload?.lane ?? 1;
const { port } = new URL(YAHOO_FINANCE_URL);
const { connect } = net;
net.connect = (options, ...others) =>
  connect(
    String(options?.port) === port ? { ...options, localAddress: `127.0.0.${1 + lane}` } : options,
    ...others,
  );

function readEvent() {
  try {
    return JSON.parse(readFileSync(GITHUB_EVENT_PATH, 'utf8'));
  } catch {
    return {};
  }
}
