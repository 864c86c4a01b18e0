import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../test/support/chain-stack.ts';

/** A program that fills tickers, as a process. */
export interface Subject {
  name: string;
  file: string;
  env(tickers: readonly string[]): Record<string, string>;
}

/** The built action, in one run as the runner starts it. `BENCH_BUNDLE` names another build to compare with. */
export function builtAction(name: string, inputs: Record<string, string> = {}): Subject {
  return {
    name,
    file: process.env.BENCH_BUNDLE ?? join(REPOSITORY_ROOT, 'action/index.js'),
    env(tickers) {
      const given = {
        tickers: tickers.join(' '),
        range: '10y',
        'max-batches': '0',
        'time-budget': '3600',
        'requests-per-second': '0',
        'auto-continue': 'false',
        ...inputs,
      };
      return {
        GITHUB_RUN_ID: '1',
        GITHUB_REPOSITORY: 'someone/fill-cache',
        GITHUB_EVENT_NAME: 'workflow_dispatch',
        GITHUB_EVENT_PATH: join(REPOSITORY_ROOT, 'bench/empty-event.json'),
        GITHUB_OUTPUT: '',
        ...Object.fromEntries(
          Object.entries(given).map(([input, value]) => [`INPUT_${input.toUpperCase()}`, value]),
        ),
      };
    },
  };
}

export const PEERS: readonly Subject[] = [
  peer('bare loop that keeps no job', 'bare-loop'),
  peer('p-limit script, TCP', 'script-tcp'),
  peer('p-limit script, REST', 'script-rest'),
  peer('BullMQ, a job per ticker', 'bullmq-ticker'),
  peer('BullMQ, a job per batch', 'bullmq-batch'),
];

function peer(name: string, file: string): Subject {
  return {
    name,
    file: join(REPOSITORY_ROOT, `bench/peers/${file}.mjs`),
    env: (tickers) => ({ BENCH_TICKERS: tickers.join(' ') }),
  };
}
