import type { ChainEvent } from '../src/github/chain-event.ts';
import type { PriceSource } from '../src/sources/price-source.ts';
import { aChain } from '../test/support/chain-run.ts';
import { aDocument } from '../test/support/scripted-source.ts';
import { printTable } from './print-figures.ts';

const LISTS = [503, 6_800, 50_000];
/** No input of the action takes more. */
const LARGEST_INPUT = 18_000;
const LATENCY_MILLISECONDS = 150;
/** What GitHub takes to start a runner; it rounds each run up to a minute. */
const START_SECONDS = 25;

/**
 * What a first night costs at the default pace, from the runs themselves on a clock that is turned by hand: so it is the
 * same on every machine. Documents are small, since bytes cost no commands.
 */
export async function measureCosts(): Promise<void> {
  const rows: string[][] = [];
  for (const tickers of LISTS) rows.push(await measureNight(tickers));
  const head = ['tickers', 'runs', 'fetching', 'minutes of Actions', 'Redis commands', 'commands a ticker'];
  printTable('A first night at 4 requests a second, one lane', head, rows);
}

async function measureNight(tickers: number): Promise<string[]> {
  const chain = aChain();
  const { clock } = chain;
  const source: PriceSource = {
    name: async () => 'yahoo',
    async fetchHistory(ticker, range, signal) {
      await clock.sleep(LATENCY_MILLISECONDS, signal);
      const fetchedAt = new Date(clock.now()).toISOString();
      return { kind: 'document', document: aDocument(ticker, { range, fetchedAt }) };
    },
  };
  const seconds: number[] = [];
  for (let first = 0; first < tickers; first += LARGEST_INPUT) {
    const length = Math.min(LARGEST_INPUT, tickers - first);
    const list = Array.from({ length }, (_, index) => `T${first + index}`).join(' ');
    await playJob(chain, source, { tickers: list, 'max-batches': '0' }, seconds);
  }
  const commands = chain.redis.requests.flat().reduce((sum, command) => sum + billed(command), 0);
  const minutes = seconds.reduce((sum, one) => sum + Math.ceil((one + START_SECONDS) / 60), 0);
  const fetching = Math.round(seconds.reduce((sum, one) => sum + one, 0) / 60);
  const figures = [tickers, seconds.length, `${fetching} min`, minutes, commands];
  return [...figures.map((figure) => figure.toLocaleString('en')), (commands / tickers).toFixed(3)];
}

/** Each run of the job, as the event of the one before starts it. */
async function playJob(
  { clock, github, start }: ReturnType<typeof aChain>,
  source: PriceSource,
  inputs: Record<string, string>,
  seconds: number[],
): Promise<void> {
  let given = inputs;
  let event: ChainEvent | null = null;
  do {
    const began = clock.now();
    const known = github.events.length;
    await clock.settle(start(given, event, undefined, { source }));
    seconds.push((clock.now() - began) / 1_000);
    given = {};
    event = github.events[known] ?? null;
  } while (event);
}

/** Upstash bills a script, and each command in it: ours has two. */
function billed([name]: readonly unknown[]): number {
  return name === 'EVAL' ? 3 : 1;
}
