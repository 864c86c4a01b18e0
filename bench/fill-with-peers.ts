import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startBenchWorld } from './bench-world.ts';
import { measureSubject, type SubjectFigures } from './measure-subject.ts';
import { median, withSpread } from './median.ts';
import { printTable } from './print-figures.ts';
import { builtAction, PEERS, type Subject } from './subjects.ts';

const TICKERS = Number(process.env.BENCH_TICKERS ?? 500);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const ROWS = 2_500;
const LATENCIES = [
  { name: '120 ± 40 ms', latency: [80, 160] },
  { name: '300 ms', latency: [300, 300] },
] as const;

const OURS = builtAction('fill-cache');
const SUBJECTS: readonly Subject[] = [OURS, builtAction('fill-cache, gzip', { compress: 'gzip' }), ...PEERS];

/** Lets fill-cache and its peers fill the same tickers, in turn, and prints figures and ratios. */
export async function fillWithPeers(): Promise<void> {
  await installPeers();
  for (const { name, latency } of LATENCIES) {
    const figures = new Map<Subject, SubjectFigures[]>(SUBJECTS.map((subject) => [subject, []]));
    const world = await startBenchWorld({ rows: ROWS, latency });
    try {
      for (let round = 0; round < ROUNDS; round++) {
        for (const [subject, rounds] of figures) rounds.push(await measureSubject(subject, world, TICKERS));
      }
    } finally {
      await world.close();
    }
    print(`${TICKERS} tickers of ${ROWS} rows, 5 side by side, Redis behind 20 ms, source ${name}`, figures);
  }
}

async function installPeers(): Promise<void> {
  const folder = fileURLToPath(new URL('peers', import.meta.url));
  await promisify(execFile)('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund']);
}

const COLUMNS: readonly [name: string, digits: number, of: (figures: SubjectFigures) => number][] = [
  ['wall ÷ ideal', 3, (one) => one.wallToIdeal],
  ['CPU, ms a ticker', 1, (one) => one.cpu],
  ['main thread, ms a ticker', 1, (one) => one.mainThread],
  ['billed commands a ticker', 3, (one) => one.commands],
  ['peak memory, MB', 0, (one) => one.peakMegabytes],
];

function print(title: string, figures: ReadonlyMap<Subject, readonly SubjectFigures[]>): void {
  const ours = figures.get(OURS) ?? [];
  printTable(
    title,
    ['', ...COLUMNS.map(([name]) => name), 'wall and CPU ÷ those of fill-cache'],
    [...figures].map(([subject, rounds]) => {
      const ratios = COLUMNS.slice(0, 2).map(([, , of]) => median(rounds.map(of)) / median(ours.map(of)));
      return [
        subject.name,
        ...COLUMNS.map(([, digits, of]) => withSpread(rounds.map(of), digits)),
        ratios.map((ratio) => ratio.toFixed(2)).join(', '),
      ];
    }),
  );
}
