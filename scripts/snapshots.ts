// Refreshes the lists of tickers that come with the code; they stand in when the public lists cannot be had.
import { writeFileSync } from 'node:fs';
import { fetchLiveList, type ListName } from '../src/tickers/live-list.ts';
import * as sp500 from '../src/tickers/snapshots/sp500.ts';
import * as usListed from '../src/tickers/snapshots/us-listed.ts';

const LINE_WIDTH = 110;
const date = new Date().toISOString().slice(0, 10);

await refresh('sp500', 'sp500', sp500, 'The S&P 500, from datasets/s-and-p-500-companies (PDDL)');
await refresh('all', 'us-listed', usListed, 'NYSE, Nasdaq and AMEX, from rreichel3/US-Stock-Symbols');

async function refresh(list: ListName, file: string, old: { symbols: string }, title: string): Promise<void> {
  const tickers = await fetchLiveList(list, { fetch, origin: process.env.TICKER_LIST_URL });
  const known = new Set(old.symbols.trim().split(/\s+/));
  const added = tickers.filter((ticker) => !known.has(ticker)).length;
  const gone = known.size + added - tickers.length;
  // No check of the size here: whoever commits the difference has looked at it.
  console.log(`${file}: ${tickers.length} symbols, ${added} new, ${gone} gone`);
  writeFileSync(
    new URL(`../src/tickers/snapshots/${file}.ts`, import.meta.url),
    `/** ${title}, in Yahoo's spelling. Written by scripts/snapshots.ts. */\n` +
      `export const date = '${date}';\n\nexport const symbols = \`\n${wrap(tickers).join('\n')}\n\`;\n`,
  );
}

function wrap(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const line = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && line.length <= LINE_WIDTH) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines;
}
